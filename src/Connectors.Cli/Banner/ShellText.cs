namespace Connectors.Cli.Banner;

/// <summary>Words as a POSIX shell reads them back.</summary>
internal static class ShellText
{
    /// <summary>The word as it is when that is safe, else in single quotes.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.AsSpan().IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-") < 0
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
