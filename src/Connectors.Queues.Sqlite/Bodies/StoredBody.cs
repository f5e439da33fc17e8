using Connectors.Core.Invocations;

namespace Connectors.Queues.Sqlite.Bodies;

/// <summary>A body as the database knows it: its bytes, or the name of the file that has them.</summary>
internal readonly record struct StoredBody(long Length, ReadOnlyMemory<byte> Inline, string? File)
{
    /// <summary>The body to hand out.</summary>
    public InvocationBody Open(BodyFiles files) => File is null ? InvocationBody.FromMemory(Inline) : files.Body(File, Length);
}
