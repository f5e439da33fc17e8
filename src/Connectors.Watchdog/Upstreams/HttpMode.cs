using System.Buffers;
using System.Net;
using Connectors.Core.Units;
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

    public async Task HandleAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        if (upstream.State is not { Address: { } address, NotReady: null })
        {
            await PlainAnswer.RefuseAsync(context, $"The upstream is not ready: {upstream.State.NotReady}");
            return;
        }
        using var limits = new CallLimits(options, time, context.RequestAborted, stopping);
        var body = BodyOf(context, limits);
        try
        {
            await ForwardAsync(context, address, body, limits);
            LogCall(context, began);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            await ExplainAsync(context, limits.Stopped, broken);
            LogCall(context, began);
        }
        finally
        {
            // The server takes the request back when this returns: nobody may read it then.
            limits.Stop(StopReason.None);
            if (body is not null)
                await body.EndAsync();
        }
    }

    private ForwardedBody? BodyOf(HttpContext context, CallLimits limits)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is not true)
            return null;
        var length = context.Request.Headers.TransferEncoding.Count > 0 ? null : context.Request.ContentLength;
        return new ForwardedBody(new TimedBody(context.Request.Body, options.ReadTimeout, time), length, limits);
    }

    private async Task ForwardAsync(HttpContext context, Uri address, ForwardedBody? body, CallLimits limits)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), Target(context, address)) { Version = HttpVersion.Version11, Content = (HttpContent?)body ?? Nothing(context.Request.Method) };
        ForwardedHeaders.CopyRequest(context.Request, request);
        using var response = await client.SendAsync(request, limits.Token);
        context.Response.StatusCode = (int)response.StatusCode;
        if (context.Features.Get<IHttpResponseFeature>() is { } head)
            head.ReasonPhrase = response.ReasonPhrase;
        ForwardedHeaders.CopyResponse(response, context.Response);
        await context.Response.StartAsync(limits.Token);
        await using var answer = await response.Content.ReadAsStreamAsync(limits.Token);
        await CopyAsync(answer, context.Response, limits.Token);
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

    private Task ExplainAsync(HttpContext context, StopReason stopped, Exception broken)
    {
        var (status, text) = stopped switch
        {
            StopReason.ExecTimeout => (StatusCodes.Status504GatewayTimeout, $"The upstream did not answer within {GoDuration.Format(options.ExecTimeout)} (exec_timeout)."),
            StopReason.WriteTimeout => (StatusCodes.Status504GatewayTimeout, $"The answer took longer than {GoDuration.Format(options.WriteTimeout)} (write_timeout)."),
            StopReason.BodyStalled => (StatusCodes.Status408RequestTimeout, $"The request's body did not arrive within {GoDuration.Format(options.ReadTimeout)} (read_timeout)."),
            StopReason.BodyBroken => (StatusCodes.Status400BadRequest, "The request's body is malformed or broke off."),
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
