using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Connectors.Watchdog.Logging;

/// <summary>The line about a call that was served, as of-watchdog words it: <c>POST / - 200 OK - ContentLength: 12B (0.0021s)</c>.</summary>
internal static class CallLine
{
    // Probes of Kubernetes would fill the logs.
    private const string Probe = "kube-probe";
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>Writes the line, unless nobody wants it.</summary>
    /// <param name="log">Where it goes.</param>
    /// <param name="context">The call.</param>
    /// <param name="status">The status, with or without words.</param>
    /// <param name="length">The answer's length in bytes; -1 when it is not known beforehand.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="options">Whether the call's id belongs to it.</param>
    public static void Write(OutputLog log, HttpContext context, string status, long length, TimeSpan took, WatchdogOptions options)
    {
        var request = context.Request;
        if (request.Headers.UserAgent.ToString().StartsWith(Probe, StringComparison.Ordinal))
            return;
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var id = options.LogCallId ? $" [{(request.Headers["X-Call-Id"] is [{ Length: > 0 } given, ..] ? given : "none")}]" : "";
        log.Write(string.Create(CultureInfo.InvariantCulture, $"{request.Method} {target} - {status} - ContentLength: {Size(length)} ({took.TotalSeconds:F4}s){id}"));
    }

    /// <summary>A number of bytes in at most four digits: <c>12B</c>, <c>1.234kB</c>.</summary>
    internal static string Size(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        while (size >= 1000 && unit < Units.Length - 1)
            (size, unit) = (size / 1000, unit + 1);
        return size.ToString("G4", CultureInfo.InvariantCulture) + Units[unit];
    }
}
