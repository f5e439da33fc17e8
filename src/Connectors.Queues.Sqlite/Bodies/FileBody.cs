using Connectors.Core.Invocations;

namespace Connectors.Queues.Sqlite.Bodies;

/// <summary>A body in a file; opened as often as wanted.</summary>
internal sealed class FileBody(string path, long length) : InvocationBody
{
    public override long? Length => length;

    public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, useAsync: true));
    }
}
