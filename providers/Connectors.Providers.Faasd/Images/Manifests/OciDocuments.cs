using System.Text.Json;

namespace Connectors.Providers.Faasd.Images.Manifests;

/// <summary>Makes documents of bytes.</summary>
internal static class OciDocuments
{
    /// <summary>What a manifest or an index says; exactly one of the two.</summary>
    /// <param name="bytes">Of the document.</param>
    /// <param name="sentAs">The media type under which it came; its own word wins.</param>
    /// <param name="image">Whose it is, for messages.</param>
    /// <exception cref="ImageException">It is neither.</exception>
    public static OciDocument Read(byte[] bytes, string? sentAs, string image)
    {
        var document = Parse(() => JsonSerializer.Deserialize(bytes, OciJson.Default.OciDocument), image);
        // The OCI lets a document leave out what it is.
        var type = document.MediaType ?? sentAs ?? (document.Manifests is null ? MediaTypes.OciManifest : MediaTypes.OciIndex);
        if (MediaTypes.IsIndex(type) && document is { Manifests: not null, Layers: null, Config: null })
            return document with { MediaType = type };
        if (MediaTypes.IsManifest(type) && document is { Manifests: null, Layers: not null, Config: not null })
            return document with { MediaType = type };
        throw new ImageException(ImageFault.Unusable, document.SchemaVersion == 1
            ? $"{image} is in Docker's oldest format, which nobody reads any more: push it anew with a current builder."
            : $"{image} is neither an image nor an index of images: its registry describes it as {ForeignText.Shown(type, 120)}.");
    }

    /// <exception cref="ImageException">It is not the configuration of an image.</exception>
    public static OciImage ReadConfig(byte[] bytes, string image) => Parse(() => JsonSerializer.Deserialize(bytes, OciJson.Default.OciImage), image);

    private static T Parse<T>(Func<T?> parse, string image) where T : class
    {
        try
        {
            if (parse() is { } document)
                return document;
        }
        catch (JsonException)
        {
            // Said below, without a stranger's text.
        }
        throw new ImageException(ImageFault.Unusable, $"{image} is broken: what describes it is not JSON of the expected kind. Push it anew.");
    }
}
