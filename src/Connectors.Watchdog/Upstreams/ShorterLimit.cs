using Connectors.Core.Units;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Upstreams;

/// <summary>The header <c>X-Timeout</c>, by which a caller gives the upstream less time than it may take.</summary>
internal static class ShorterLimit
{
    /// <summary>The time one request may take; zero: any.</summary>
    public static TimeSpan Of(HttpRequest request, TimeSpan limit) =>
        request.Headers["X-Timeout"] is [{ } text, ..] && GoDuration.TryParse(text, out var wish) && wish > TimeSpan.Zero && (limit == TimeSpan.Zero || wish < limit)
            ? wish
            : limit;
}
