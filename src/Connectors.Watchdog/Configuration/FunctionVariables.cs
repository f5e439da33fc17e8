using System.Globalization;
using Connectors.Core.Units;

namespace Connectors.Watchdog.Configuration;

/// <summary>Reads what steers the watchdog from a function's environment; what cannot be read falls back and is remarked on.</summary>
internal sealed class FunctionVariables(IReadOnlyDictionary<string, string>? variables, Action<string> remark)
{
    /// <summary>Says what could not be read and what is used instead.</summary>
    public void Remark(string sentence) => remark(sentence);

    /// <summary>Without blanks around it; null when it is unset or blank.</summary>
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

    /// <summary>A number of 0 (no limit) or more.</summary>
    public int Count(string key)
    {
        if (Text(key) is not { } text)
            return 0;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return value;
        remark($"{key} '{text}' is not a whole number of 0 or more: 0 (no limit) is used");
        return 0;
    }

    /// <param name="key">The variable.</param>
    /// <param name="fallback">Used when it is unset or unreadable.</param>
    /// <param name="isUsable">Which numbers are.</param>
    /// <param name="usable">The same in words.</param>
    public int Number(string key, int fallback, Func<int, bool> isUsable, string usable)
    {
        if (Text(key) is not { } text)
            return fallback;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && isUsable(value))
            return value;
        remark(string.Create(CultureInfo.InvariantCulture, $"{key} '{text}' is not {usable}: {fallback} is used"));
        return fallback;
    }

    /// <summary>Yes or no, as Go reads them.</summary>
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

    /// <summary>The first of several variables that is usable as an HTTP server's address; null when none is.</summary>
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
