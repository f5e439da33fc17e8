namespace Connectors.Providers.Faasd;

/// <summary>Text of an image, or of another program, as it may stand in a message: one line of bounded length.</summary>
internal static class ForeignText
{
    private const int Longest = 64;

    public static string Shown(string text, int longest = Longest)
    {
        var plain = string.Concat(text.Take(longest).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter));
        return text.Length > longest ? plain + "…" : plain;
    }
}
