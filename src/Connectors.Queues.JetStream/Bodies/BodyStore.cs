using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Connectors.Core.Invocations;
using Connectors.Queues.JetStream.Broker;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream.Models;
using NATS.Client.ObjectStore;
using NATS.Client.ObjectStore.Models;

namespace Connectors.Queues.JetStream.Bodies;

/// <summary>A body as it is stored: in the message itself, or in the object store under a name.</summary>
internal readonly record struct StoredBody(ReadOnlyMemory<byte> Inline, string? Name, long Bytes);

/// <summary>Large bodies in one bucket of the object store. Thread-safe.</summary>
internal sealed class BodyStore(BrokerLink link, INatsObjStore objects, int inlineLimit, TimeProvider time, ILogger logger)
{
    // What a message's headers may take beside its body, and what chunks leave free.
    private const int Slack = 4096;
    private const int MostChunk = 128 << 10;
    private const int FirstRead = 4095;

    private readonly ChunkReading reading = new(link, objects.Bucket, time);

    /// <summary>Reads a body to its end and stores it apart when it is too large for a message.</summary>
    /// <param name="body">What its reading throws passes through.</param>
    /// <param name="headerBytes">What else the message carries.</param>
    /// <param name="cancellationToken">Cancels it; nothing stays.</param>
    public async ValueTask<StoredBody> TakeAsync(InvocationBody body, int headerBytes, CancellationToken cancellationToken)
    {
        var limit = Math.Max(0, Math.Min(inlineLimit, link.MaxPayload - headerBytes - Slack));
        if (body.TryGetMemory(out var memory) && memory.Length <= limit)
            return new StoredBody(memory, null, memory.Length);
        var source = await body.OpenReadAsync(cancellationToken);
        if (body.IsReplayable)
        {
            await using (source)
                return await TakeAsync(source, body.Length, limit, cancellationToken);
        }
        return await TakeAsync(source, body.Length, limit, cancellationToken);
    }

    /// <summary>A stored body for a reader.</summary>
    public InvocationBody Open(StoredBody stored) =>
        stored.Name is null ? InvocationBody.FromMemory(stored.Inline) : new ObjectBody(this, stored.Name, stored.Bytes);

    /// <summary>False when a stored body has expired or was pushed out, be it in part.</summary>
    public async ValueTask<bool> IsWholeAsync(string name, CancellationToken cancellationToken) => await link.GuardAsync(
        async () =>
        {
            try
            {
                var info = await objects.GetInfoAsync(name, cancellationToken: cancellationToken);
                var chunks = $"$O.{objects.Bucket}.C.{info.Nuid}";
                var stream = await link.JetStream.GetStreamAsync(Topology.StreamOfObjects(objects.Bucket), new StreamInfoRequest { SubjectsFilter = chunks }, cancellationToken);
                return stream.Info.State.Subjects is { } subjects && subjects.TryGetValue(chunks, out var count) && count >= info.Chunks;
            }
            catch (NatsObjNotFoundException)
            {
                return false;
            }
        },
        cancellationToken);

    /// <summary>Removes it; one that cannot be removed now is left to the sweep.</summary>
    public async ValueTask DropAsync(string? name, CancellationToken cancellationToken)
    {
        if (name is null)
            return;
        try
        {
            await objects.DeleteAsync(name, cancellationToken);
        }
        catch (NatsObjNotFoundException)
        {
            // Gone already: that is what was wanted.
        }
        catch (NatsException exception)
        {
            Log.BodyNotRemoved(logger, name, exception.Message);
        }
    }

    /// <summary>All bodies, and when each was stored.</summary>
    public async IAsyncEnumerable<(string Name, DateTimeOffset Stored)> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = Topology.StreamOfObjects(objects.Bucket);
        await foreach (var message in StreamScan.WholeAsync(link, stream, $"$O.{objects.Bucket}.M.>", cancellationToken))
        {
            if (JsonSerializer.Deserialize(message.Data.Span, NamedObjectJson.Default.NamedObject) is { Deleted: false } named)
                yield return (named.Name, message.Time);
        }
    }

    private async ValueTask<StoredBody> TakeAsync(Stream source, long? length, int limit, CancellationToken cancellationToken)
    {
        // One byte more than is expected shows the end without another buffer.
        var head = new byte[Math.Min(limit, length ?? FirstRead) + 1];
        var read = await source.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        while (read == head.Length && read <= limit)
        {
            Array.Resize(ref head, (int)Math.Min(limit + 1L, head.Length * 2L));
            read += await source.ReadAtLeastAsync(head.AsMemory(read), head.Length - read, throwOnEndOfStream: false, cancellationToken);
        }
        if (read <= limit)
            return new StoredBody(head.AsMemory(0, read), null, read);
        var name = Guid.NewGuid().ToString("N");
        await using var whole = new PrefixedStream(head.AsMemory(0, read), source);
        try
        {
            await link.GuardAsync(
                async () => await objects.PutAsync(
                    new ObjectMetadata { Name = name, Options = new MetaDataOptions { MaxChunkSize = Math.Max(256, Math.Min(MostChunk, link.MaxPayload - Slack)) } },
                    whole, leaveOpen: true, cancellationToken),
                cancellationToken);
        }
        catch (Exception) when (whole.Fault is { } fault)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
        }
        return new StoredBody(default, name, whole.Delivered);
    }

    private ObjectStream OpenRead(string name)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19));
        var stop = new CancellationTokenSource();
        _ = FillAsync(name, pipe.Writer, stop.Token);
        return new ObjectStream(pipe.Reader.AsStream(), stop);
    }

    private async Task FillAsync(string name, PipeWriter writer, CancellationToken cancellationToken)
    {
        Exception? fault = null;
        try
        {
            await using var target = writer.AsStream(leaveOpen: true);
            await reading.CopyAsync(await InfoAsync(name, cancellationToken), target, cancellationToken);
        }
#pragma warning disable CA1031 // It is not swallowed: it reaches the reader through the pipe.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            fault = exception is IOException ? exception : new IOException($"The stored body {name} cannot be read: {exception.Message}", exception);
        }
        await writer.CompleteAsync(fault);
    }

    private ValueTask<ObjectMetadata> InfoAsync(string name, CancellationToken cancellationToken) => reading.PatientlyAsync(
        async () => await FindAsync(name, cancellationToken) ?? throw new IOException("it is gone"), cancellationToken);

    private ValueTask<ObjectMetadata?> FindAsync(string name, CancellationToken cancellationToken) => link.GuardAsync<ObjectMetadata?>(
        async () =>
        {
            try
            {
                return await objects.GetInfoAsync(name, cancellationToken: cancellationToken);
            }
            catch (NatsObjNotFoundException)
            {
                return null;
            }
        },
        cancellationToken);

    private sealed class ObjectBody(BodyStore store, string name, long bytes) : InvocationBody
    {
        public override long? Length => bytes;

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) => new(store.OpenRead(name));
    }
}
