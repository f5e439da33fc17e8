using Connectors.Core.Invocations;

namespace Connectors.Worker.Tests.Fakes;

/// <summary>Bytes that are not in memory, as a queue keeps large ones: opened as often as wanted.</summary>
internal sealed class StoredBody(byte[] bytes, bool knowsLength = true) : InvocationBody
{
    public int Opened;

    public override long? Length => knowsLength ? bytes.Length : null;

    public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Opened);
        return new(new MemoryStream(bytes, writable: false));
    }
}
