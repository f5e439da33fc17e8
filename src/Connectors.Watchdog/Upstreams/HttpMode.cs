using System.Globalization;
using Connectors.Core.Units;
using Connectors.Watchdog.Forking;
using Connectors.Watchdog.Logging;
using Connectors.Watchdog.Serving;
using Connectors.Watchdog.Upstreams.Exchange;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Connectors.Watchdog.Upstreams;

/// <summary>Passes requests to the upstream and its answers back, streaming both.</summary>
internal sealed class HttpMode(
    SupervisedUpstream upstream, UpstreamConnections connections, WatchdogOptions options, OutputLog log, TimeProvider time, CancellationToken stopping) : IRequestMode
{
    private const string DurationHeader = "X-Duration-Seconds";
    private readonly string folder = NamelessFile.Folder(options.Environment);

    public async Task HandleAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        if (upstream.State is not { Address: { } address, NotReady: null })
        {
            await PlainAnswer.RefuseAsync(context, $"The upstream is not ready: {upstream.State.NotReady}");
            return;
        }
        using var limits = new CallLimits(ShorterLimit.Of(context.Request, options.ExecTimeout), options.WriteTimeout, time, context.RequestAborted, stopping);
        var call = new UpstreamCall(context, address, limits, began);
        try
        {
            if (options.BufferRequestBody && HasBody(context))
            {
                await using var held = await HeldBody.TakeAsync(BodyOf(call), folder, limits);
                await ForwardAsync(call, new RequestFraming(held.Length, false), null, held);
            }
            else
            {
                await ForwardAsync(call, FramingOf(context), HasBody(context) ? BodyOf(call) : null, null);
            }
            LogCall(context, began);
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            await ExplainAsync(call, broken);
            LogCall(context, began);
        }
    }

    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true && WebSocketCall.Wanted(context) is null;

    private static RequestFraming FramingOf(HttpContext context)
    {
        if (!HasBody(context))
            return new RequestFraming(context.Request.Method is "GET" or "HEAD" or "OPTIONS" ? null : 0, false);
        var length = context.Request.Headers.TransferEncoding.Count > 0 ? null : context.Request.ContentLength;
        return new RequestFraming(length, length is null);
    }

    private CallerBody BodyOf(UpstreamCall call) => new(call.Context.Request, options.ReadTimeout, time, call.Limits);

    private async Task ForwardAsync(UpstreamCall call, RequestFraming framing, CallerBody? streamed, HeldBody? held)
    {
        var upgrade = WebSocketCall.Wanted(call.Context);
        var exchange = new UpstreamExchange(connections, await connections.TakeAsync(call.Address, call.Limits.Token), call);
        try
        {
            await exchange.SendAsync(framing, streamed, held, upgrade is null ? null : WebSocketCall.Protocol);
            var head = await exchange.ReadHeadAsync();
            if (head.Status is not StatusCodes.Status101SwitchingProtocols)
                await AnswerAsync(call, head, exchange);
            else if (upgrade is not null)
                await WebSocketCall.RunAsync(call, upgrade, exchange);
            else
                throw new IOException("it switched to another protocol, which nobody had asked for");
        }
        catch
        {
            // The server takes the request back when this returns: nobody may read it then.
            call.Limits.Stop(StopReason.None);
            await exchange.AbandonAsync();
            throw;
        }
    }

    private Task AnswerAsync(UpstreamCall call, AnswerHead head, UpstreamExchange exchange)
    {
        if (!call.WantsEvents)
            call.Context.Response.Headers[DurationHeader] = Duration(call);
        return exchange.CopyBodyAsync(head);
    }

    private string Duration(UpstreamCall call) => time.GetElapsedTime(call.Began).TotalSeconds.ToString("F6", CultureInfo.InvariantCulture);

    private Task ExplainAsync(UpstreamCall call, Exception broken)
    {
        var (context, limits) = (call.Context, call.Limits);
        var (status, text) = limits.Stopped switch
        {
            StopReason.ExecTimeout => (StatusCodes.Status504GatewayTimeout, $"The upstream did not answer within {GoDuration.Format(limits.ExecTimeout)} ({(limits.ExecTimeout == options.ExecTimeout ? "exec_timeout" : "X-Timeout")})."),
            StopReason.WriteTimeout => (StatusCodes.Status504GatewayTimeout, $"The answer took longer than {GoDuration.Format(options.WriteTimeout)} (write_timeout)."),
            StopReason.BodyStalled => (StatusCodes.Status408RequestTimeout, $"The request's body did not arrive within {GoDuration.Format(options.ReadTimeout)} (read_timeout)."),
            StopReason.BodyBroken => (StatusCodes.Status400BadRequest, "The request's body is malformed or broke off."),
            StopReason.BodyNotHeld => (StatusCodes.Status500InternalServerError, $"The request's body could not be held: {broken.Message}"),
            StopReason.Stopping => (StatusCodes.Status503ServiceUnavailable, "The function was stopped before it had answered."),
            StopReason.CallerGone => (0, "The caller went away before it had the whole answer."),
            _ => (StatusCodes.Status502BadGateway, upstream.State.NotReady is { } reason
                ? $"The upstream {reason}"
                : $"The upstream broke the call off: {broken.Message}"),
        };
        log.Write(text);
        if (status is not 0)
            return PlainAnswer.WriteAsync(context, status, text, (DurationHeader, Duration(call)));
        context.Abort();
        return Task.CompletedTask;
    }

    private void LogCall(HttpContext context, long began)
    {
        var (code, reason) = (context.Response.StatusCode, context.Features.Get<IHttpResponseFeature>()?.ReasonPhrase);
        var status = FormattableString.Invariant($"{code} {reason ?? ReasonPhrases.GetReasonPhrase(code)}");
        CallLine.Write(log, context, status, context.Response.ContentLength ?? -1, time.GetElapsedTime(began), options);
    }
}
