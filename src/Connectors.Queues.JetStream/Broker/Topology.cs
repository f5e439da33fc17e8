using System.Collections.Concurrent;
using Connectors.Core.Queues;
using Connectors.Core.Units;
using Connectors.Queues.JetStream.Lanes;
using Connectors.Queues.JetStream.Naming;
using Microsoft.Extensions.Logging;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.Client.KeyValueStore;
using NATS.Client.ObjectStore;

namespace Connectors.Queues.JetStream.Broker;

/// <summary>The streams and buckets of the queue: made when they are missing, checked when they are there. Thread-safe.</summary>
internal sealed class Topology(BrokerLink link, JetStreamQueueSettings own, QueueSettings common, ILogger logger)
{
    private static readonly TimeSpan DuplicateWindow = TimeSpan.FromMinutes(2);
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

    public async Task<INatsKVStore> BucketAsync(string name, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        making[StreamOfKeys(name)] = cancellation => BucketAsync(name, maxAge, cancellation);
        return await link.GuardAsync(
            async () => await new NatsKVContext(link.JetStream).CreateOrUpdateStoreAsync(
                new NatsKVConfig(name) { History = 1, MaxAge = maxAge, NumberOfReplicas = own.Replicas, Storage = NatsKVStorageType.File }, cancellationToken),
            cancellationToken);
    }

    /// <summary>A bucket of the object store; one with a bound lets its oldest go.</summary>
    public async Task<INatsObjStore> ObjectsAsync(string name, TimeSpan age, long bytes, CancellationToken cancellationToken)
    {
        var stream = Kept(StreamOfObjects(name), $"$O.{name}.C.>", age, bytes, bytes > 0 ? StreamConfigDiscard.Old : StreamConfigDiscard.New);
        stream.Subjects!.Add($"$O.{name}.M.>");
        (stream.AllowRollupHdrs, stream.AllowDirect, stream.MaxMsgsPerSubject) = (true, true, -1);
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
        try
        {
            var existing = await FindAsync(wanted.Name!, cancellationToken);
            if (existing is null)
                await CreateAsync(wanted, cancellationToken);
            else if (StreamDifference.Of(existing, wanted) is { } difference)
                throw new QueueStartException($"The JetStream stream {wanted.Name} at {link.Url} is there already and {difference}; remove it if it is not needed, or use another NATS account.");
            else if (StreamDifference.CanBeMended(existing, wanted))
                await link.JetStream.UpdateStreamAsync(wanted, cancellationToken);
        }
        catch (NatsJSApiException refused)
        {
            throw new QueueStartException($"NATS at {link.Url} refuses the stream {wanted.Name} ({refused.Error.Description}); {Remedy(refused.Error.ErrCode, wanted)}.", refused);
        }
    }

    private static string Remedy(int code, StreamConfig wanted) => code switch
    {
        10047 or 10023 or 10028 =>
            $"it sets room aside for all that a stream may hold, {new ByteSize(Math.Max(0, wanted.MaxBytes))} here: give the server more (max_file_store in its jetstream block), "
            + "or set queue.record-max-bytes and queue.result-max-bytes lower",
        10039 or 10076 => "switch JetStream on for the account that the queue logs in to",
        10074 => "a server alone keeps one copy: set queue.replicas to 1, or make the server part of a cluster",
        10005 => "the cluster has fewer servers with JetStream than queue.replicas asks for: add some, or set a smaller number",
        _ => "check queue.replicas and the server's JetStream limits",
    };

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
