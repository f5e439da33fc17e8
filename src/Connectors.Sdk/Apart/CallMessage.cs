using System.Globalization;
using System.Net;
using Connectors.Core.Invocations;

namespace Connectors.Sdk.Apart;

/// <summary>A call as an HTTP message to a gateway: method, path and query exactly as they were queued, headers without those of a connection.</summary>
internal static class CallMessage
{
    public const string CallIdName = "X-Call-Id";
    private const string StartTimeName = "X-Start-Time";

    // Worth asking for first, rather than sent and refused half-way.
    private const long WorthAsking = 64 << 10;

    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public static OnceMessage Of(InvokerRequest request, Uri gateway, CallContent? content, TimeProvider time)
    {
        var message = new OnceMessage(new HttpMethod(request.Method), new Uri($"{gateway.AbsoluteUri.TrimEnd('/')}/function/{request.Function}{request.PathAndQuery}", Verbatim))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        if (content is not null && request.Body.Length is not <= WorthAsking)
            message.Headers.ExpectContinue = true;
        GatewayHeaders.Copy(new(request.Headers.Where(header => !GatewayHeaders.IsFraming(header.Key))), message);
        if (request.Headers.First(CallIdName) is null)
            message.Headers.TryAddWithoutValidation(CallIdName, CallId.New().ToString());
        if (request.Headers.First(StartTimeName) is null)
            message.Headers.TryAddWithoutValidation(StartTimeName, UnixNanoseconds(time.GetUtcNow()));
        return message;
    }

    private static string UnixNanoseconds(DateTimeOffset moment) =>
        ((moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100).ToString(CultureInfo.InvariantCulture);
}
