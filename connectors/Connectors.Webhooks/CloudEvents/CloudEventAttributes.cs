using System.Globalization;
using System.Text;
using Connectors.Core.Invocations;

namespace Connectors.Webhooks.CloudEvents;

/// <summary>The rules for the attributes of CloudEvents 1.0, whichever way they arrived.</summary>
internal static class CloudEventAttributes
{
    public const string Prefix = "ce-";

    private static readonly string[] Required = ["specversion", "id", "source", "type"];

    public static string? Value(InvocationHeaders attributes, string name) => attributes.First(Prefix + name);

    /// <summary>What is wrong with them; null when nothing is.</summary>
    public static string? Fault(InvocationHeaders attributes)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (header, _) in attributes)
        {
            if (!IsName(header.AsSpan(Prefix.Length)))
                return "the names of CloudEvents attributes have lower-case letters and digits only";
            if (!seen.Add(header))
                return "a CloudEvents attribute must not be there twice";
        }
        foreach (var name in Required)
        {
            if (string.IsNullOrEmpty(Value(attributes, name)))
                return $"the CloudEvents attribute '{name}' is missing";
        }
        if (Value(attributes, "specversion") != "1.0")
            return "only CloudEvents 1.0 are understood";
        return Value(attributes, "time") is { } time && !TryTime(time, out _) ? "the CloudEvents attribute 'time' is not an RFC 3339 time" : null;
    }

    public static bool TryTime(string text, out DateTimeOffset time)
    {
        time = default;
        // RFC 3339 wants a date, a time and an offset; the parser alone would take less and assume the rest.
        return text.Length >= 20 && text[10] is 'T' or 't'
            && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out time);
    }

    /// <summary>A value as the HTTP binding writes it: what is not visible ASCII, and <c>" %</c>, percent-encoded from UTF-8.</summary>
    public static string Encode(string value)
    {
        if (!value.AsSpan().ContainsAnyExceptInRange('!', '~') && value.AsSpan().IndexOfAny('"', '%') < 0)
            return value;
        var text = new StringBuilder(value.Length + 16);
        foreach (var octet in Encoding.UTF8.GetBytes(value))
        {
            if (octet is >= (byte)'!' and <= (byte)'~' and not (byte)'"' and not (byte)'%')
                text.Append((char)octet);
            else
                text.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }
        return text.ToString();
    }

    private static bool IsName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= 64 && !name.ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
}
