using System.Text;
using Connectors.Providers.Faasd.References;

namespace Connectors.Providers.Faasd.Images.Unpacking;

/// <summary>The names of layers as they lie upon one another: two images that begin alike share what they begin with.</summary>
internal static class LayerChain
{
    /// <summary>The name of each layer with all below it; none for none.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<ContentDigest> layers)
    {
        var names = new string[layers.Count];
        for (var i = 0; i < names.Length; i++)
            names[i] = i == 0 ? layers[0].ToString() : ContentDigest.Of(Encoding.UTF8.GetBytes($"{names[i - 1]} {layers[i]}")).ToString();
        return names;
    }
}
