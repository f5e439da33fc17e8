namespace Connectors.Providers.Faasd.Specs;

/// <summary>Text of an image, or of another program, as it may stand in a message: one line of bounded length.</summary>
internal static class ImageText
{
    private const int Longest = 64;

    public static string Shown(string text)
    {
        var plain = string.Concat(text.Take(Longest).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter));
        return text.Length > Longest ? plain + "…" : plain;
    }
}
