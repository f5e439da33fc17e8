using Connectors.Core.Functions;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Lanes;
using Connectors.Queues.JetStream.Naming;
using NATS.Client.JetStream.Models;

namespace Connectors.Queues.JetStream.Statistics;

/// <inheritdoc cref="IQueueStatistics"/>
internal sealed class JetStreamQueueStatistics(JetStreamStore store) : IQueueStatistics
{
    private readonly StreamCounts delayed = new(store.Link, Names.Delayed, Names.DelayPrefix, store.Time);
    private readonly StreamCounts dead = new(store.Link, Names.Dead, Names.DeadPrefix, store.Time);
    private readonly StreamCounts callbacks = new(store.Link, Names.Callbacks, Names.CallbackPrefix, store.Time);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, StreamCounts> ofQueues = new(StringComparer.Ordinal);

    public async ValueTask<IReadOnlyList<QueueStatus>> GetAsync(CancellationToken cancellationToken)
    {
        var streams = await store.Link.GuardAsync(() => StreamsAsync(cancellationToken), cancellationToken);
        // What was paused before its first call must be seen to be resumed.
        streams.AddRange(store.Board.QueuesWithPauses().Except(streams.Select(one => one.Queue)).Select(queue => (queue, (StreamInfo?)null)));
        if (streams.Count == 0)
            return [];
        var living = await RunningCensus.AskAsync(store, cancellationToken);
        var counts = new LaneCounts(
            RunningCensus.Sum(living), await delayed.GetAsync(cancellationToken), await dead.GetAsync(cancellationToken), await callbacks.GetAsync(cancellationToken));
        var all = new List<QueueStatus>();
        foreach (var (queue, info) in streams.OrderBy(one => one.Queue, StringComparer.Ordinal))
            all.Add(Status(queue, info, await WaitingAsync(queue, info, cancellationToken), counts, RunningCensus.WorkersOf(queue, living)));
        return all;
    }

    private async Task<List<(string Queue, StreamInfo? Info)>> StreamsAsync(CancellationToken cancellationToken)
    {
        var streams = new List<(string, StreamInfo?)>();
        await foreach (var stream in store.Link.JetStream.ListStreamsAsync($"{Names.CallPrefix}>", cancellationToken))
        {
            var name = stream.Info.Config.Name!;
            if (stream.Info.State.LastSeq > 0 && name.StartsWith(Names.QueueStreamPrefix, StringComparison.Ordinal)
                && SubjectToken.Read(name[Names.QueueStreamPrefix.Length..]) is { } queue)
            {
                streams.Add((queue, stream.Info));
            }
        }
        return streams;
    }

    /// <summary>What is in the queue's stream, by function: waiting, held or running.</summary>
    private async ValueTask<Dictionary<FunctionName, long>> WaitingAsync(string queue, StreamInfo? info, CancellationToken cancellationToken)
    {
        if (info is null or { State.Messages: 0 })
            return [];
        var counts = ofQueues.GetOrAdd(queue, name => new StreamCounts(store.Link, Lane.StreamOf(name), "", store.Time));
        return (await counts.GetAsync(cancellationToken)).Where(one => one.Key.Queue == queue).ToDictionary(one => one.Key.Function, one => one.Value);
    }

    private QueueStatus Status(string queue, StreamInfo? info, Dictionary<FunctionName, long> waiting, LaneCounts counts, int workers)
    {
        var functions = new List<FunctionQueueStatus>();
        foreach (var function in counts.FunctionsOf(queue).Concat(waiting.Keys).Concat(store.Board.PausedOf(queue)).Distinct().Order())
        {
            var running = counts.Running.GetValueOrDefault((queue, function));
            var pending = Math.Max(0, waiting.GetValueOrDefault(function) - running);
            var one = new FunctionQueueStatus(
                function.Name, function.Namespace, store.Board.IsPaused(queue, function), pending, running,
                counts.Delayed.GetValueOrDefault((queue, function)), counts.Dead.GetValueOrDefault((queue, function)));
            if (one is not { Paused: false, Pending: 0, Running: 0, Delayed: 0, Dead: 0 })
                functions.Add(one);
        }
        var due = functions.Sum(one => one.Pending);
        return new QueueStatus
        {
            Queue = queue,
            Paused = store.Board.IsPaused(queue, null),
            Pending = due,
            Running = functions.Sum(one => one.Running),
            Delayed = functions.Sum(one => one.Delayed),
            Dead = functions.Sum(one => one.Dead),
            CallbacksPending = counts.Callbacks.Where(one => one.Key.Queue == queue).Sum(one => one.Value),
            OldestPendingSeconds = due == 0 || info is null ? 0 : Math.Max(0.001, (store.Clock.Now - DateTimeOffset.Parse(info.State.FirstTs!, System.Globalization.CultureInfo.InvariantCulture)).TotalSeconds),
            Consumers = workers,
            Functions = functions,
        };
    }
}

/// <summary>What is counted elsewhere than in a queue's own stream.</summary>
internal sealed record LaneCounts(
    IReadOnlyDictionary<(string Queue, FunctionName Function), long> Running, IReadOnlyDictionary<(string Queue, FunctionName Function), long> Delayed,
    IReadOnlyDictionary<(string Queue, FunctionName Function), long> Dead, IReadOnlyDictionary<(string Queue, FunctionName Function), long> Callbacks)
{
    public IEnumerable<FunctionName> FunctionsOf(string queue) =>
        Running.Keys.Concat(Delayed.Keys).Concat(Dead.Keys).Where(one => one.Queue == queue).Select(one => one.Function);
}
