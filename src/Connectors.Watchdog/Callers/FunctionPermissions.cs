using System.IO.Enumeration;
using System.Text.Json;

namespace Connectors.Watchdog.Callers;

/// <summary>Reads from a token that has been found true which functions it opens: its claim <c>function</c>, of <c>permissions</c> and, at will, <c>audience</c>.</summary>
internal static class FunctionPermissions
{
    /// <param name="claims">The token's payload.</param>
    /// <param name="function"><c>namespace:name</c>.</param>
    public static bool Allow(JsonElement claims, string function) =>
        claims.ValueKind is JsonValueKind.Object
        && claims.TryGetProperty("function", out var granted)
        && granted.ValueKind is JsonValueKind.Object
        && Matches(granted, "permissions", function, ofNone: false)
        && Matches(granted, "audience", function, ofNone: true);

    private static bool Matches(JsonElement granted, string list, string function, bool ofNone)
    {
        if (!granted.TryGetProperty(list, out var patterns) || patterns.ValueKind is JsonValueKind.Null)
            return ofNone;
        if (patterns.ValueKind is not JsonValueKind.Array)
            return false;
        if (patterns.GetArrayLength() == 0)
            return ofNone;
        foreach (var pattern in patterns.EnumerateArray())
        {
            if (pattern.ValueKind is JsonValueKind.String && Fits(pattern.GetString()!, function))
                return true;
        }
        return false;
    }

    // A star stands for any text and nothing else for anything but itself; a pattern fits the whole name, never a part of it.
    private static bool Fits(string pattern, string function) => FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal), function, ignoreCase: false);
}
