using System.Globalization;

namespace Connectors.Core.Invocations;

public sealed partial record RetryPolicy
{
    /// <summary>Reads a <c>Retry-After</c> header: whole seconds or an HTTP date, a past one meaning at once; null when absent or malformed.</summary>
    /// <param name="header">The header's value.</param>
    /// <param name="now">What a date is compared with.</param>
    public static TimeSpan? ParseRetryAfter(string? header, DateTimeOffset now)
    {
        var text = header?.Trim();
        if (string.IsNullOrEmpty(text))
            return null;
        if (text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
        {
            // Too many digits for a number still mean: not for a long time.
            var seconds = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : long.MaxValue;
            return seconds < LongestWait.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestWait;
        }
        if (!DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite, out var date))
            return null;
        var wait = date - now;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }

    // RFC 9110: the one to send, and the two old ones to understand.
    private static readonly string[] DateForms = ["ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"];
}
