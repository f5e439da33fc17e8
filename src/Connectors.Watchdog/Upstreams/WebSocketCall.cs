using Connectors.Watchdog.Serving;
using Connectors.Watchdog.Upstreams.Exchange;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Connectors.Watchdog.Upstreams;

/// <summary>A call that becomes a WebSocket.</summary>
internal static class WebSocketCall
{
    /// <summary>What is asked for.</summary>
    public const string Protocol = "websocket";

    /// <summary>The caller's way to it; null when it does not ask for one. Other protocols, h2c above all, would carry requests past the watchdog.</summary>
    public static IHttpUpgradeFeature? Wanted(HttpContext context) =>
        context.Request.Headers.Upgrade is [{ } protocol] && protocol.Equals(Protocol, StringComparison.OrdinalIgnoreCase)
        && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade ? upgrade : null;

    /// <summary>Switches and returns when one side has ended or the call must. From now on no time limits it.</summary>
    public static async Task RunAsync(UpstreamCall call, IHttpUpgradeFeature upgrade, UpstreamExchange exchange)
    {
        call.Limits.LiftTimes();
        call.Context.Features.Get<AnswerDeadline>()?.Lift();
        call.Context.Response.Headers.Upgrade = Protocol;
        await using var caller = await upgrade.UpgradeAsync();
        await exchange.SwitchAsync(caller);
    }
}
