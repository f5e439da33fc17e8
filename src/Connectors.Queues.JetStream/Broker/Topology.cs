using System.Collections.Concurrent;
using Connectors.Core.Queues;
using Connectors.Core.Units;
using Connectors.Queues.JetStream.Lanes;
using Connectors.Queues.JetStream.Naming;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.Client.KeyValueStore;
using NATS.Client.ObjectStore;

namespace Connectors.Queues.JetStream.Broker;

/// <summary>The streams and buckets of the queue: made when they are missing, checked when they are there. Thread-safe.</summary>
internal sealed class Topology(BrokerLink link, JetStreamQueueSettings own, QueueSettings common, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan DuplicateWindow = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Election = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<string, Func<CancellationToken, Task>> making = new(StringComparer.Ordinal);

    /// <summary>The names of the streams that have been made or found there, those of buckets among them.</summary>
    public IEnumerable<string> Streams => making.Keys;

    /// <summary>Everything but the streams of single queues.</summary>
    /// <exception cref="QueueStartException">Something of that name is there and is something else.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(Work(Names.Delayed, Names.DelayPrefix + ">"), cancellationToken);
        await EnsureAsync(Work(Names.Callbacks, Names.CallbackPrefix + ">"), cancellationToken);
        await EnsureAsync(Kept(Names.Dead, Names.DeadPrefix + ">", TimeSpan.Zero, 0, StreamConfigDiscard.New), cancellationToken);
        await EnsureAsync(Kept(Names.Records, Names.RecordPrefix + ">", common.RecordRetention, own.RecordMaxBytes.Bytes, StreamConfigDiscard.Old), cancellationToken);
        await EnsureAsync(Kept(Names.Results, Names.ResultPrefix + ">", common.ResultRetention, common.ResultMaxBytes.Bytes, StreamConfigDiscard.Old), cancellationToken);
    }

    /// <summary>The stream of one queue.</summary>
    public Task EnsureQueueAsync(string queue, CancellationToken cancellationToken)
    {
        var token = SubjectToken.Of(queue);
        var stream = Work(Lane.StreamOf(queue), $"{Names.CallPrefix}{token}.>");
        stream.Subjects!.Add($"{Names.LinePrefix}{token}.>");
        stream.MaxBytes = own.StreamMaxBytes.Bytes > 0 ? own.StreamMaxBytes.Bytes : -1;
        stream.MaxMsgs = own.StreamMaxMessages > 0 ? own.StreamMaxMessages : -1;
        return EnsureAsync(stream, cancellationToken);
    }

    /// <summary>Makes one of <see cref="Streams"/> again, empty.</summary>
    public Task RemakeAsync(string stream, CancellationToken cancellationToken) => making[stream](cancellationToken);

    /// <summary>A bucket of keys and their newest values.</summary>
    public async Task<KeyBucket> BucketAsync(string name, TimeSpan age, CancellationToken cancellationToken)
    {
        var stream = Kept(StreamOfKeys(name), $"$KV.{name}.>", age, 0, StreamConfigDiscard.New);
        (stream.AllowRollupHdrs, stream.DenyDelete) = (true, true);
        await EnsureAsync(stream, cancellationToken);
        return new KeyBucket(link, name, await link.GuardAsync(async () => await new NatsKVContext(link.JetStream).GetStoreAsync(name, cancellationToken), cancellationToken));
    }

    /// <summary>A bucket of the object store; one with a bound lets its oldest go.</summary>
    public async Task<INatsObjStore> ObjectsAsync(string name, TimeSpan age, long bytes, CancellationToken cancellationToken)
    {
        var stream = Kept(StreamOfObjects(name), $"$O.{name}.C.>", age, bytes, bytes > 0 ? StreamConfigDiscard.Old : StreamConfigDiscard.New);
        stream.Subjects!.Add($"$O.{name}.M.>");
        (stream.AllowRollupHdrs, stream.MaxMsgsPerSubject) = (true, -1);
        await EnsureAsync(stream, cancellationToken);
        return await link.GuardAsync(async () => await new NatsObjContext(link.JetStream).GetObjectStoreAsync(name, cancellationToken), cancellationToken);
    }

    /// <summary>The stream under a bucket of keys and values.</summary>
    public static string StreamOfKeys(string name) => "KV_" + name;

    /// <summary>The stream under a bucket of the object store.</summary>
    public static string StreamOfObjects(string name) => "OBJ_" + name;

    private StreamConfig Work(string name, string subject)
    {
        var stream = Plain(name, subject);
        (stream.Retention, stream.Discard, stream.DuplicateWindow) = (StreamConfigRetention.Workqueue, StreamConfigDiscard.New, DuplicateWindow);
        return stream;
    }

    private StreamConfig Kept(string name, string subject, TimeSpan age, long bytes, StreamConfigDiscard discard)
    {
        var stream = Plain(name, subject);
        (stream.Retention, stream.Discard, stream.MaxMsgsPerSubject, stream.MaxAge) = (StreamConfigRetention.Limits, discard, 1, age);
        stream.MaxBytes = bytes > 0 ? bytes : -1;
        stream.DuplicateWindow = age > TimeSpan.Zero && age < DuplicateWindow ? age : DuplicateWindow;
        return stream;
    }

    private StreamConfig Plain(string name, string subject) => new(name, [subject])
    {
        Storage = StreamConfigStorage.File,
        NumReplicas = own.Replicas,
        // A follower may answer a direct read from the past: with replicas the leader is asked.
        AllowDirect = own.Replicas == 1,
        MaxMsgs = -1,
        MaxBytes = -1,
        MaxConsumers = -1,
        MaxMsgSize = -1,
        MaxMsgsPerSubject = -1,
    };

    private async Task EnsureAsync(StreamConfig wanted, CancellationToken cancellationToken)
    {
        making[wanted.Name!] = cancellation => EnsureAsync(wanted, cancellation);
        for (var begun = time.GetTimestamp(); ;)
        {
            try
            {
                await MakeAsync(wanted, cancellationToken);
                return;
            }
            catch (Exception exception) when (IsElection(exception) && time.GetElapsedTime(begun) < Election)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (NatsJSApiException refused)
            {
                throw new QueueStartException($"NATS at {link.Url} refuses the stream {wanted.Name} ({refused.Error.Description}); {Remedy(refused.Error, wanted)}.", refused);
            }
        }
    }

    private async Task MakeAsync(StreamConfig wanted, CancellationToken cancellationToken)
    {
        var existing = await FindAsync(wanted.Name!, cancellationToken);
        if (existing is null)
            await CreateAsync(wanted, cancellationToken);
        else if (StreamDifference.Of(existing, wanted) is { } difference)
            throw new QueueStartException($"The JetStream stream {wanted.Name} at {link.Url} is there already and {difference}; remove it if it is not needed, or use another NATS account.");
        else if (StreamDifference.CanBeMended(existing, wanted))
            await link.JetStream.UpdateStreamAsync(wanted, cancellationToken);
        // Where several servers keep it they elect its leader first, and only that one stores; another process may have made it just now.
        for (var begun = time.GetTimestamp(); !await IsLedAsync(wanted, cancellationToken) && time.GetElapsedTime(begun) < Election;)
            await Task.Delay(Pause, time, cancellationToken);
    }

    private async Task<bool> IsLedAsync(StreamConfig wanted, CancellationToken cancellationToken) => wanted.NumReplicas == 1
        || (await link.JetStream.GetStreamAsync(wanted.Name!, cancellationToken: cancellationToken)).Info.Cluster is { Leader.Length: > 0 } cluster
        && cluster.Replicas?.Count == wanted.NumReplicas - 1;

    // While servers of a cluster go or copies are added nobody answers for a stream; with one copy nobody will.
    private bool IsElection(Exception exception) => own.Replicas > 1
        && exception is NatsJSApiNoResponseException or NatsNoRespondersException or NatsJSApiException { Error.ErrCode: 10008 or 10009 };

    private static string Remedy(ApiError refused, StreamConfig wanted) => refused.ErrCode switch
    {
        10047 or 10023 or 10028 => Room(wanted),
        10039 or 10076 => "switch JetStream on for the account that the queue logs in to",
        10074 => "a server alone keeps one copy: set queue.replicas to 1, or make the server part of a cluster",
        10005 when refused.Description?.Contains("storage", StringComparison.Ordinal) is true => Room(wanted),
        10005 => "fewer servers of the cluster are there than queue.replicas asks for: start those that are away, or set a smaller number",
        _ => "check queue.replicas and the server's JetStream limits",
    };

    private static string Room(StreamConfig wanted) =>
        $"it sets room aside for all that a stream may hold, {new ByteSize(Math.Max(0, wanted.MaxBytes))} here: give the server more (max_file_store in its jetstream block), "
        + "or set queue.record-max-bytes and queue.result-max-bytes lower";

    private async Task CreateAsync(StreamConfig wanted, CancellationToken cancellationToken)
    {
        await link.JetStream.CreateStreamAsync(wanted, cancellationToken);
        Log.StreamMade(logger, wanted.Name!, own.Replicas);
    }

    private async Task<StreamConfig?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await link.JetStream.GetStreamAsync(name, cancellationToken: cancellationToken)).Info.Config;
        }
        catch (NatsJSApiException missing) when (missing.Error.Code == 404)
        {
            return null;
        }
    }
}
