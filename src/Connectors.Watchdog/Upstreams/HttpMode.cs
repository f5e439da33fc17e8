using System.Buffers;
using System.Globalization;
using System.Net;
using Connectors.Core.Units;
using Connectors.Watchdog.Forking;
using Connectors.Watchdog.Logging;
using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Connectors.Watchdog.Upstreams;

/// <summary>Passes requests to the upstream and its answers back, streaming both.</summary>
internal sealed class HttpMode(
    SupervisedUpstream upstream, HttpMessageInvoker client, WatchdogOptions options, OutputLog log, TimeProvider time, CancellationToken stopping) : IRequestMode
{
    private const int ChunkSize = 32 * 1024;
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
        ForwardedBody? streamed = null;
        try
        {
            if (WebSocketCall.Wanted(context) is { } upgrade)
            {
                await UpgradeAsync(call, upgrade);
            }
            else if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is not true)
            {
                await ForwardAsync(call, Nothing(context.Request.Method));
            }
            else if (options.BufferRequestBody)
            {
                await using var held = await HeldBody.TakeAsync(BodyOf(call), folder, limits);
                await ForwardAsync(call, held);
            }
            else
            {
                var length = context.Request.Headers.TransferEncoding.Count > 0 ? null : context.Request.ContentLength;
                await ForwardAsync(call, streamed = new ForwardedBody(BodyOf(call), length, limits));
            }
            LogCall(context, began);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            await ExplainAsync(context, limits, broken);
            LogCall(context, began);
        }
        finally
        {
            // The server takes the request back when this returns: nobody may read it then.
            limits.Stop(StopReason.None);
            if (streamed is not null)
                await streamed.EndAsync();
        }
    }

    private CallerBody BodyOf(UpstreamCall call) => new(new TimedBody(call.Context.Request.Body, options.ReadTimeout, time), call.Limits);

    private async Task ForwardAsync(UpstreamCall call, HttpContent? content)
    {
        using var request = Request(call, content);
        using var answer = await client.SendAsync(request, call.Limits.Token);
        if (answer.StatusCode is HttpStatusCode.SwitchingProtocols)
            throw new HttpRequestException("it switched to another protocol, which nobody had asked for");
        await AnswerAsync(call, answer);
    }

    private async Task UpgradeAsync(UpstreamCall call, IHttpUpgradeFeature upgrade)
    {
        using var request = Request(call, null);
        WebSocketCall.Ask(request.Headers);
        using var answer = await client.SendAsync(request, call.Limits.Token);
        if (answer.StatusCode is HttpStatusCode.SwitchingProtocols)
            await WebSocketCall.RunAsync(call.Context, upgrade, answer, call.Limits);
        else
            await AnswerAsync(call, answer);
    }

    private static HttpRequestMessage Request(UpstreamCall call, HttpContent? content)
    {
        var request = new HttpRequestMessage(new HttpMethod(call.Context.Request.Method), Target(call.Context, call.Address)) { Version = HttpVersion.Version11, Content = content };
        ForwardedHeaders.CopyRequest(call.Context.Request, request);
        return request;
    }

    private async Task AnswerAsync(UpstreamCall call, HttpResponseMessage answer)
    {
        var (response, token) = (call.Context.Response, call.Limits.Token);
        response.StatusCode = (int)answer.StatusCode;
        if (call.Context.Features.Get<IHttpResponseFeature>() is { } head)
            head.ReasonPhrase = answer.ReasonPhrase;
        ForwardedHeaders.CopyResponse(answer, response);
        if (!call.WantsEvents)
            response.Headers["X-Duration-Seconds"] = time.GetElapsedTime(call.Began).TotalSeconds.ToString("F6", CultureInfo.InvariantCulture);
        await response.StartAsync(token);
        await using var content = await answer.Content.ReadAsStreamAsync(token);
        await CopyAsync(content, response, token);
    }

    // A request without content the client would send again by itself when a connection that it had kept ends before the answer; the function may have run by then.
    private static ByteArrayContent? Nothing(string method) => method is "GET" or "HEAD" or "OPTIONS" ? null : new ByteArrayContent([]);

    // What the caller has written reaches the upstream letter by letter; only an absolute form is reduced to its path.
    private static Uri Target(HttpContext context, Uri address)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var target = raw.StartsWith('/') ? raw : context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
        var prefix = address.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri(prefix + (target.StartsWith('/') ? target : "/" + target), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static async Task CopyAsync(Stream answer, HttpResponse response, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            int read;
            while ((read = await answer.ReadAsync(buffer, cancellationToken)) > 0)
                await response.BodyWriter.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Task ExplainAsync(HttpContext context, CallLimits limits, Exception broken)
    {
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
            return PlainAnswer.WriteAsync(context, status, text);
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
