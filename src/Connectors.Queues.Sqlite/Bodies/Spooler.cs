using System.Buffers;
using Connectors.Core.Invocations;

namespace Connectors.Queues.Sqlite.Bodies;

/// <summary>Reads bodies to their end: small ones into memory, large ones into a file. Thread-safe.</summary>
internal sealed class Spooler(BodyFiles files, long inlineLimit, Action<string>? reached)
{
    /// <summary>What reading throws passes through.</summary>
    /// <exception cref="Core.Queues.QueueUnavailableException">The file cannot be written.</exception>
    public async ValueTask<Spool> ReadAsync(InvocationBody body, CancellationToken cancellationToken)
    {
        if (body.TryGetMemory(out var bytes) && bytes.Length <= inlineLimit)
            return new Spool(files, new StoredBody(bytes.Length, bytes, null));
        await using var source = await body.OpenReadAsync(cancellationToken);
        var head = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Min(inlineLimit, body.Length ?? inlineLimit) + 1, Array.MaxLength));
        try
        {
            var room = (int)Math.Min(head.Length, inlineLimit + 1);
            var read = await source.ReadAtLeastAsync(head.AsMemory(0, room), room, throwOnEndOfStream: false, cancellationToken);
            return read < room
                ? new Spool(files, new StoredBody(read, head.AsSpan(0, read).ToArray(), null))
                : await ReadToFileAsync(head.AsMemory(0, read), source, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(head);
        }
    }

    private async ValueTask<Spool> ReadToFileAsync(ReadOnlyMemory<byte> head, Stream rest, CancellationToken cancellationToken)
    {
        var file = files.Claim();
        try
        {
            var length = await BodyFile.WriteAsync(files.PathOf(file), head, rest, cancellationToken);
            reached?.Invoke("body written");
            return new Spool(files, new StoredBody(length, default, file));
        }
        catch
        {
            files.Delete(file);
            files.Release(file);
            throw;
        }
    }
}
