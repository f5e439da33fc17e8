using System.Security.Cryptography;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Broker;
using NATS.Client.ObjectStore.Models;

namespace Connectors.Queues.JetStream.Bodies;

/// <summary>
/// Reads an object of the object store, one request a chunk. The client's own way has a consumer made for every read, and waits for ever when
/// the server that was to make it is lost; a request is asked again. Thread-safe.
/// </summary>
internal sealed class ChunkReading(BrokerLink link, string bucket, TimeProvider time)
{
    private const string DigestKind = "SHA-256=";

    // As long as the servers of a cluster may take to elect another.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Writes the object out, and compares it with what was said of it when it was stored.</summary>
    /// <exception cref="IOException">It is not whole.</exception>
    /// <exception cref="QueueUnavailableException">The server was away for too long.</exception>
    public async Task CopyAsync(ObjectMetadata info, Stream target, CancellationToken cancellationToken)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunks = $"$O.{bucket}.C.{info.Nuid}";
        ulong next = 1;
        for (uint n = 0; n < info.Chunks; n++)
        {
            var from = next;
            var chunk = await PatientlyAsync(() => link.NextAsync(Topology.StreamOfObjects(bucket), chunks, from, cancellationToken), cancellationToken)
                ?? throw new IOException($"{info.Chunks - n} of its {info.Chunks} chunks are gone");
            next = chunk.Sequence + 1;
            digest.AppendData(chunk.Data.Span);
            await target.WriteAsync(chunk.Data, cancellationToken);
        }
        if (info.Digest is not null && info.Digest.TrimEnd('=') != DigestKind + System.Buffers.Text.Base64Url.EncodeToString(digest.GetHashAndReset()))
            throw new IOException("its bytes are not those that were stored");
    }

    /// <summary>Asks again while nobody answers.</summary>
    public async ValueTask<T> PatientlyAsync<T>(Func<ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        for (var begun = time.GetTimestamp(); ;)
        {
            try
            {
                return await ask();
            }
            catch (QueueUnavailableException) when (time.GetElapsedTime(begun) < Patience)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}
