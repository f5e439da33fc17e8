using Connectors.Providers.Faasd.References;
using Connectors.Providers.Faasd.Registries.Transfer;

namespace Connectors.Providers.Faasd.Registries;

/// <summary>A blob on its way.</summary>
/// <param name="answer">The answer that it is the body of.</param>
/// <param name="stream">Its bytes.</param>
/// <param name="start">The place of the first of them within the blob.</param>
internal sealed class RegistryBlob(HttpResponseMessage answer, PacedStream stream, long start) : IAsyncDisposable
{
    public PacedStream Stream => stream;

    public long Start => start;

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        answer.Dispose();
    }
}

/// <summary>A manifest or an index as it was sent.</summary>
internal sealed record RegistryDocument(byte[] Bytes, string? MediaType, ContentDigest Digest);
