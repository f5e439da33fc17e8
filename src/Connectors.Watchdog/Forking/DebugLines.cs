using Connectors.Watchdog.Logging;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Forking;

/// <summary>What the classic mode logs beyond the usual, for those who look for a fault. Thread-safe.</summary>
internal sealed class DebugLines(WatchdogOptions options, OutputLog log)
{
    private const int LongestLine = 64 * 1024;
    private static readonly HashSet<string> Credentials = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-Api-Key", "X-Auth-Token",
    };

    public void TellRequest(HttpRequest request)
    {
        Tell(request.Headers, "in");
        if (!options.WriteDebug || !options.CgiHeaders)
            return;
        log.Write($"Query  {request.QueryString.Value?.TrimStart('?')}");
        log.Write($"Path  {request.Path.Value}");
    }

    public void TellAnswer(HttpResponse response) => Tell(response.Headers, "out");

    /// <summary>Takes the output of one run, to be logged; null when that is not wanted.</summary>
    public LineSplitter? CopyOfOutput() => options.WriteDebug ? new LineSplitter(line => log.Write(LineSource.Output, line), LongestLine) : null;

    private void Tell(IHeaderDictionary headers, string direction)
    {
        if (!options.DebugHeaders)
            return;
        foreach (var (name, values) in headers)
            log.Write($"[{direction}] {name}=[{(Credentials.Contains(name) ? "not shown" : string.Join(' ', values.ToArray()))}]");
    }
}
