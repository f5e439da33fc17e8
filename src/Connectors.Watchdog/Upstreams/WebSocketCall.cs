using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Connectors.Watchdog.Upstreams;

/// <summary>A call that becomes a WebSocket: from then on bytes go both ways until one side ends.</summary>
internal static class WebSocketCall
{
    private const string Protocol = "websocket";

    /// <summary>The caller's way to it; null when it does not ask for one. Other protocols, h2c above all, would carry requests past the watchdog.</summary>
    public static IHttpUpgradeFeature? Wanted(HttpContext context) =>
        context.Request.Headers.Upgrade is [{ } protocol] && protocol.Equals(Protocol, StringComparison.OrdinalIgnoreCase)
        && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade ? upgrade : null;

    public static void Ask(HttpRequestHeaders headers)
    {
        headers.TryAddWithoutValidation("Connection", "Upgrade");
        headers.TryAddWithoutValidation("Upgrade", Protocol);
    }

    /// <summary>Carries bytes both ways; returns when one side has ended or the call must.</summary>
    /// <param name="context">The call.</param>
    /// <param name="upgrade">The caller's way to it.</param>
    /// <param name="answer">101, its headers not copied yet.</param>
    /// <param name="limits">Of the call; its time limits are lifted.</param>
    public static async Task RunAsync(HttpContext context, IHttpUpgradeFeature upgrade, HttpResponseMessage answer, CallLimits limits)
    {
        limits.LiftTimes();
        ForwardedHeaders.CopyResponse(answer, context.Response);
        context.Response.StatusCode = (int)HttpStatusCode.SwitchingProtocols;
        context.Response.Headers.Upgrade = Protocol;
        await using var upstream = await answer.Content.ReadAsStreamAsync(limits.Token);
        await using var caller = await upgrade.UpgradeAsync();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limits.Token);
        var there = CopyAsync(caller, upstream, ended.Token);
        var back = CopyAsync(upstream, caller, ended.Token);
        await Task.WhenAny(there, back);
        await ended.CancelAsync();
        await Task.WhenAll(there, back);
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken ended)
    {
        try
        {
            await from.CopyToAsync(to, ended);
        }
        catch (Exception over) when (over is IOException or OperationCanceledException)
        {
            // However a side ends, that is the end of the WebSocket.
        }
    }
}
