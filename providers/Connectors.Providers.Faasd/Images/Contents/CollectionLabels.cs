using Connectors.Providers.Faasd.Images.Manifests;
using Connectors.Providers.Faasd.References;

namespace Connectors.Providers.Faasd.Images.Contents;

/// <summary>What tells containerd's collection which blob needs which.</summary>
internal static class CollectionLabels
{
    private const string Content = "containerd.io/gc.ref.content.";

    /// <summary>An index needs the manifest that was chosen.</summary>
    public static Dictionary<string, string> OfIndex(ContentDigest manifest) => new() { [Content + "m.0"] = manifest.ToString() };

    /// <summary>A manifest needs its configuration and its layers.</summary>
    public static Dictionary<string, string> OfManifest(ImageManifest manifest)
    {
        var labels = new Dictionary<string, string> { [Content + "config"] = manifest.Config.Digest.ToString() };
        for (var i = 0; i < manifest.Layers.Count; i++)
            labels[FormattableString.Invariant($"{Content}l.{i}")] = manifest.Layers[i].Digest.ToString();
        return labels;
    }

    /// <summary>A configuration needs the unpacked layers.</summary>
    public static Dictionary<string, string> OfConfig(string snapshotter, string snapshot) =>
        snapshot.Length == 0 ? [] : new() { ["containerd.io/gc.ref.snapshot." + snapshotter] = snapshot };
}
