using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Logs;

/// <summary>Reads the query of <c>GET /system/logs</c>.</summary>
internal static class LogQuery
{
    // How far back lines go when the caller bounds them in no way.
    private static readonly TimeSpan unasked = TimeSpan.FromMinutes(5);

    /// <summary>False, with a sentence, when <c>tail</c> or <c>since</c> cannot be read.</summary>
    public static bool TryRead(
        IQueryCollection query, FunctionName function, DateTimeOffset now, [NotNullWhen(true)] out FunctionLogQuery? logs, [NotNullWhen(false)] out string? fault)
    {
        (logs, fault) = (null, null);
        var (tailText, sinceText, instance) = (query["tail"].ToString(), query["since"].ToString(), query["instance"].ToString());
        var tail = 0;
        if (tailText.Length > 0 && !int.TryParse(tailText, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out tail))
            fault = $"tail '{tailText}' of the logs of {function} is not a whole number";
        DateTimeOffset? since = tail > 0 ? null : now - unasked;
        if (sinceText.Length > 0)
        {
            if (Rfc3339.TryParse(sinceText, out var moment))
                since = moment;
            else
                fault ??= $"since '{sinceText}' of the logs of {function} is not a time; write for example 2030-01-31T12:00:00Z";
        }
        if (fault is not null)
            return false;
        logs = new FunctionLogQuery
        {
            Function = function,
            Tail = tail,
            Since = since,
            Follow = IsTrue(query["follow"].ToString()),
            Instance = instance.Length > 0 ? instance : null,
        };
        return true;
    }

    private static bool IsTrue(string text) => text is "1" or "t" or "T" or "true" or "TRUE" or "True";
}
