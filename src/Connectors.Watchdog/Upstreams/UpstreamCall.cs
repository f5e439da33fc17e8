using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Upstreams;

/// <summary>A call on its way.</summary>
/// <param name="Context">The caller's side.</param>
/// <param name="Address">The upstream.</param>
/// <param name="Limits">When it must end.</param>
/// <param name="Began">A timestamp.</param>
internal readonly record struct UpstreamCall(HttpContext Context, Uri Address, CallLimits Limits, long Began)
{
    /// <summary>Whether the answer is one that goes on, so that its duration is not known when it begins.</summary>
    public bool WantsEvents => Context.Request.Headers.Accept is { Count: > 0 } accepted
        && accepted.ToString() is var types
        && (types.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase) || types.Contains("application/x-ndjson", StringComparison.OrdinalIgnoreCase));
}
