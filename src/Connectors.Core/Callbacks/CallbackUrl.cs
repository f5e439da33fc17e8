using System.Diagnostics.CodeAnalysis;

namespace Connectors.Core.Callbacks;

/// <summary>Reads the URL of a callback as a caller sends it. Whether it may be called is <see cref="CallbackAllowList"/>'s business.</summary>
public static class CallbackUrl
{
    /// <summary>The longest accepted URL, in characters.</summary>
    public const int MaxLength = 2048;

    /// <summary>
    /// Takes an absolute http or https URL without credentials, fragment, blanks, control characters and backslashes.
    /// </summary>
    /// <param name="text">The URL as sent.</param>
    /// <param name="url">The URL; odd spellings of addresses in it are normalised.</param>
    /// <param name="error">What is wrong, as one sentence that repeats nothing of the text; null when nothing is.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out string? error)
    {
        url = null;
        error = TextFault(text);
        if (error is not null)
            return false;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var parsed))
            error = "the callback URL is not an absolute URL; write for example https://example.com/done";
        else
            error = UrlFault(parsed);
        if (error is not null)
            return false;
        url = parsed!;
        return true;
    }

    private static string? TextFault(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "the callback URL is empty";
        if (text.Length > MaxLength)
            return $"the callback URL is longer than {MaxLength} characters";
        foreach (var character in text)
        {
            // Other readers of the same text disagree on these: nothing that is read in two ways is let in.
            if (char.IsControl(character) || char.IsWhiteSpace(character) || character == '\\')
                return "the callback URL holds a blank, a control character or a backslash; percent-encode it";
        }
        return null;
    }

    private static string? UrlFault(Uri url)
    {
        if (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            return "the callback URL is neither http nor https";
        if (url.IdnHost.Length == 0)
            return "the callback URL names no host";
        if (!System.Text.Ascii.IsValid(url.Host))
            return "the callback URL's host is not ASCII; write it in its xn-- form";
        if (url.UserInfo.Length > 0)
            return "the callback URL holds credentials; put a token into its path or query instead";
        if (url.OriginalString.Contains('#', StringComparison.Ordinal))
            return "the callback URL holds a fragment; leave out what begins with #";
        return url.Port is > 0 and <= 65535 ? null : "the callback URL's port is not between 1 and 65535";
    }
}
