using System.Text.Json;
using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Naming;
using NATS.Client.KeyValueStore;

namespace Connectors.Queues.JetStream.Lanes;

/// <summary>
/// What all processes know together: which lanes there are and what is paused. A snapshot in memory that follows the bucket; what this
/// process changes is in it before the change returns. Thread-safe.
/// </summary>
internal sealed class ControlBoard(BrokerLink link, KeyBucket bucket)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Queue, FunctionName Function), Lane> lanes = [];
    private readonly Dictionary<uint, List<Lane>> byHash = [];
    private readonly HashSet<string> paused = [];
    private volatile Lane[] all = [];

    /// <summary>Fires after any change of the others.</summary>
    public ChangeSignal Changes { get; } = new();

    public IReadOnlyList<Lane> Lanes => all;

    public bool TryGet(string queue, FunctionName function, out Lane lane)
    {
        lock (gate)
            return lanes.TryGetValue((queue, function), out lane!);
    }

    public IReadOnlyList<Lane> WithHash(uint hash)
    {
        lock (gate)
            return byHash.TryGetValue(hash, out var found) ? [.. found] : [];
    }

    public bool IsPaused(string queue, FunctionName? function)
    {
        lock (gate)
            return paused.Contains(PauseKey(queue, function));
    }

    /// <summary>The functions of a queue that are paused by themselves.</summary>
    public IReadOnlyList<FunctionName> PausedOf(string queue)
    {
        var prefix = PauseKey(queue, null) + ".";
        lock (gate)
        {
            return
            [
                .. paused.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..].Split('.'))
                    .Select(parts => new FunctionName(parts[1], parts[0])),
            ];
        }
    }

    /// <summary>The queues that are paused, or a function of which is.</summary>
    public IReadOnlyList<string> QueuesWithPauses()
    {
        lock (gate)
            return [.. paused.Select(key => SubjectToken.Read(key.Split('.')[1])).OfType<string>().Distinct()];
    }

    /// <summary>True when nothing of the lane is to be leased.</summary>
    public bool IsPaused(Lane lane)
    {
        lock (gate)
            return paused.Count > 0 && (paused.Contains(PauseKey(lane.Queue, null)) || paused.Contains(PauseKey(lane.Queue, lane.Function)));
    }

    /// <summary>Makes a lane known to everybody.</summary>
    public async ValueTask<Lane> AddAsync(string queue, FunctionName function, CancellationToken cancellationToken)
    {
        var lane = new Lane(queue, function);
        await WriteAsync(lane, cancellationToken);
        return Known(lane);
    }

    /// <summary>Writes everything into the bucket that this process knows: it has been emptied.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        foreach (var lane in all)
            await WriteAsync(lane, cancellationToken);
        string[] pauses;
        lock (gate)
            pauses = [.. paused];
        foreach (var key in pauses)
            await bucket.CreateAsync(key, "1"u8.ToArray(), cancellationToken);
    }

    public async ValueTask SetPausedAsync(string queue, FunctionName? function, bool pause, CancellationToken cancellationToken)
    {
        var key = PauseKey(queue, function);
        await bucket.PutAsync(key, pause ? "1"u8.ToArray() : "0"u8.ToArray(), cancellationToken);
        Pause(key, pause);
    }

    /// <summary>Reads the bucket whole: for a lane that another process has just made.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await link.GuardAsync(
            async () =>
            {
                await foreach (var key in bucket.Whole.GetKeysAsync(cancellationToken: cancellationToken))
                {
                    if (await bucket.ReadAsync(key, cancellationToken) is { } found)
                        Apply(key, found.Data.Span);
                }
                return true;
            },
            cancellationToken);
    }

    /// <summary>Follows the bucket until the token fires; calls back once everything that is there has been read.</summary>
    public async Task FollowAsync(Action caughtUp, CancellationToken cancellationToken)
    {
        var options = new NatsKVWatchOpts { OnNoData = _ => { caughtUp(); return ValueTask.FromResult(false); } };
        await foreach (var entry in bucket.Whole.WatchAsync<byte[]>(opts: options, cancellationToken: cancellationToken))
        {
            if (entry.Operation == NatsKVOperation.Put)
                Apply(entry.Key, entry.Value);
            if (entry.Delta == 0)
                caughtUp();
        }
    }

    private static string PauseKey(string queue, FunctionName? function) =>
        $"pause.{SubjectToken.Of(queue)}" + (function is { } one ? $".{one.Namespace}.{one.Name}" : "");

    private async Task WriteAsync(Lane lane, CancellationToken cancellationToken)
    {
        var entry = new LaneEntry(lane.Queue, lane.Function.Name, lane.Function.Namespace);
        await bucket.CreateAsync(lane.Key, JsonSerializer.SerializeToUtf8Bytes(entry, LaneJson.Default.LaneEntry), cancellationToken);
    }

    private void Apply(string key, ReadOnlySpan<byte> value)
    {
        if (key.StartsWith("pause.", StringComparison.Ordinal))
            Pause(key, value is [(byte)'1']);
        else if (key.StartsWith("lane.", StringComparison.Ordinal) && JsonSerializer.Deserialize(value, LaneJson.Default.LaneEntry) is { } entry)
            Known(new Lane(entry.Queue, new FunctionName(entry.Function, entry.Namespace)));
    }

    private void Pause(string key, bool pause)
    {
        lock (gate)
        {
            if (!(pause ? paused.Add(key) : paused.Remove(key)))
                return;
        }
        Changes.Notify();
    }

    private Lane Known(Lane lane)
    {
        lock (gate)
        {
            if (lanes.TryGetValue((lane.Queue, lane.Function), out var known))
                return known;
            lanes.Add((lane.Queue, lane.Function), lane);
            (byHash.TryGetValue(lane.Hash, out var list) ? list : byHash[lane.Hash] = []).Add(lane);
            all = [.. lanes.Values.OrderBy(one => one.Queue, StringComparer.Ordinal).ThenBy(one => one.Function)];
        }
        Changes.Notify();
        return lane;
    }
}
