using System.Buffers;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Bodies;

/// <summary>Writes one body file so that it survives a power cut.</summary>
internal static class BodyFile
{
    /// <returns>How many bytes it has.</returns>
    public static async ValueTask<long> WriteAsync(string path, ReadOnlyMemory<byte> head, Stream rest, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        var file = Attempt(path, () => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0));
        try
        {
            Attempt(path, () => Append(file, head));
            // Only what the disk reports is the store's failure; what reading throws is the caller's own.
            for (int read; (read = await rest.ReadAsync(buffer, cancellationToken)) > 0;)
                Attempt(path, () => Append(file, buffer.AsMemory(0, read)));
            return Attempt(path, () => Sync(file, path));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            await file.DisposeAsync();
        }
    }

    private static long Append(FileStream file, ReadOnlyMemory<byte> bytes)
    {
        file.Write(bytes.Span);
        return bytes.Length;
    }

    private static long Sync(FileStream file, string path)
    {
        file.Flush(flushToDisk: true);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
        return file.Length;
    }

    private static T Attempt<T>(string path, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StoreFailure.Unavailable(path, exception);
        }
    }
}
