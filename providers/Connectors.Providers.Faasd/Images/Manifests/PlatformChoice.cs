namespace Connectors.Providers.Faasd.Images.Manifests;

/// <summary>Finds among the images of an index the one for this machine.</summary>
internal static class PlatformChoice
{
    private const int MostShown = 12;

    /// <exception cref="ImageException">There is none.</exception>
    public static BlobDescriptor Of(OciDocument index, Platform platform, string image)
    {
        var best = index.Manifests!
            .Where(entry => MediaTypes.IsManifest(entry.MediaType))
            .Select(entry => (Entry: entry, Fit: platform.Fit(entry.Platform?.Os, entry.Platform?.Architecture, entry.Platform?.Variant)))
            .Where(candidate => candidate.Fit is not null)
            .OrderByDescending(candidate => candidate.Fit).Select(candidate => candidate.Entry).FirstOrDefault();
        return best is not null
            ? BlobDescriptor.Of(best, image)
            : throw new ImageException(ImageFault.Unusable, $"{image} is not made for {platform}, only for {Shown(index)}: build it for this machine too.");
    }

    /// <summary>Of an image that came without an index.</summary>
    /// <exception cref="ImageException">It is for other machines.</exception>
    public static void Check(OciImage config, Platform platform, string image)
    {
        // Very old builders say nothing.
        if (!string.IsNullOrEmpty(config.Architecture) && platform.Fit(config.Os, config.Architecture, config.Variant) is null)
            throw new ImageException(ImageFault.Unusable, $"{image} is not made for {platform}, but for {Name(new OciPlatform(config.Os, config.Architecture, config.Variant))}: build it for this machine.");
    }

    private static string Shown(OciDocument index)
    {
        var names = index.Manifests!.Where(entry => entry.Platform?.Os is not (null or "unknown")).Select(entry => Name(entry.Platform!)).Distinct().ToList();
        return names.Count == 0 ? "nothing that it names" : string.Join(", ", names.Take(MostShown)) + (names.Count > MostShown ? " and others" : "");
    }

    private static string Name(OciPlatform platform) =>
        ForeignText.Shown($"{platform.Os}/{platform.Architecture}{(string.IsNullOrEmpty(platform.Variant) ? "" : "/" + platform.Variant)}");
}
