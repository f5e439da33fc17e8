using System.Globalization;
using Connectors.Core.Units;

namespace Connectors.Providers.Process.Replicas;

/// <summary>Reads what steers the watchdog from a function's environment; what cannot be read falls back and is remarked on.</summary>
internal sealed class FunctionVariables(IReadOnlyDictionary<string, string>? variables, Action<string> remark)
{
    public string? Text(string key) =>
        variables is not null && variables.TryGetValue(key, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <param name="key">The variable.</param>
    /// <param name="fallback">Used when it is unset or unreadable.</param>
    /// <param name="shortest">Anything shorter is unreadable.</param>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan shortest)
    {
        if (Text(key) is not { } text)
            return fallback;
        if (GoDuration.TryParse(text, out var value) && value >= shortest)
            return value;
        remark($"{key} '{text}' is not a usable duration (write for example 30s or 1m30s): {GoDuration.Format(fallback)} is used");
        return fallback;
    }

    public int Count(string key)
    {
        if (Text(key) is not { } text)
            return 0;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return value;
        remark($"{key} '{text}' is not a whole number of 0 or more: 0 (no limit) is used");
        return 0;
    }

    public bool Flag(string key, bool fallback)
    {
        switch (Text(key))
        {
            case null:
                return fallback;
            case "1" or "t" or "T" or "true" or "True" or "TRUE":
                return true;
            case "0" or "f" or "F" or "false" or "False" or "FALSE":
                return false;
            case var text:
                remark($"{key} '{text}' is neither true nor false: {(fallback ? "true" : "false")} is used");
                return fallback;
        }
    }

    public Uri? Address(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Text(key) is not { } text)
                continue;
            if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp)
                return address;
            remark($"{key} '{text}' is not an http address (write for example http://127.0.0.1:5000): a free port is used and told to the program as PORT");
        }
        return null;
    }
}
