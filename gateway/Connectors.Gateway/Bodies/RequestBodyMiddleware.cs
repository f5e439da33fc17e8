using Connectors.Core.Functions;
using Connectors.Gateway.Answers;
using Connectors.Gateway.Invocations.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Connectors.Gateway.Bodies;

/// <summary>
/// Bounds every request body before an endpoint reads it: its size (413), how long it may stall and how slowly it may drip (408).
/// A request with two lengths is refused (400), and one whose body is coded for the way by more than pieces (501). A declared length over the limit is refused on the first read, before the caller is told to go on.
/// </summary>
internal sealed class RequestBodyMiddleware(RequestDelegate next, GatewaySettings settings, TimeProvider time)
{
    private readonly RequestBodyRule otherwise = new(settings.MaxBodyBytes.Bytes, Streams: false);

    public Task InvokeAsync(HttpContext context)
    {
        if (HasTwoLengths(context.Request))
            return PlainAnswer.Write(context, StatusCodes.Status400BadRequest, "the request has both Transfer-Encoding and Content-Length; send one of them");
        if (CodingFault(context.Request) is { } fault)
            return PlainAnswer.Write(context, fault.Status, fault.Line);
        var rule = context.GetEndpoint()?.Metadata.GetMetadata<RequestBodyRule>() ?? otherwise;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = rule.MaxBytes;
        if (rule.Streams && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        // A stream of gRPC may say nothing for as long as the other side speaks; that both are silent the forwarder sees.
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false && !GrpcCall.Is(context.Request))
            context.Request.Body = new StallingBody(context.Request.Body, rule, settings.ReadTimeout, time);
        return next(context);
    }

    // The web server looks at the last coding alone, and would hand on what the others have made of the body as the body.
    private static (int Status, string Line)? CodingFault(HttpRequest request)
    {
        var named = request.Headers.TransferEncoding;
        if (named.Count == 0 || named.Count == 1 && IsChunked(named.ToString()))
            return null;
        var codings = named.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Array.Find(codings, coding => !IsChunked(coding)) is { } other)
            return (StatusCodes.Status501NotImplemented, $"the request's Transfer-Encoding has '{ShownText.Of(other)}', which is not known here; send the body with chunked alone");
        return codings.Length == 1 ? null : (StatusCodes.Status400BadRequest, "the request's Transfer-Encoding has chunked more than once; send it once");
    }

    private static bool IsChunked(string coding) => coding.Equals("chunked", StringComparison.OrdinalIgnoreCase);

    // Servers differ about the end of such a request, which hides a second one in it. The web server leaves the length under another name.
    private static bool HasTwoLengths(HttpRequest request) =>
        request.Headers.ContainsKey("X-Content-Length") && request.Headers.ContainsKey("Transfer-Encoding");
}
