using System.Net;
using Connectors.Gateway.Invocations.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Connectors.Gateway.Invocations;

/// <summary>The ways in which calls are forwarded, made once for all calls.</summary>
internal sealed class ForwardingKinds(TimeSpan patience)
{
    // Nobody's patience; the longest that a timer takes.
    private static readonly TimeSpan forever = TimeSpan.FromDays(24);

    private readonly ForwarderRequestConfig plain = Make(HttpVersion.Version11, patience);
    private readonly ForwarderRequestConfig grpc = Make(HttpVersion.Version20, patience);

    /// <summary>How long a function may be silent.</summary>
    public TimeSpan Patience => patience;

    /// <summary>For connections that leave HTTP, such as WebSockets: they may be idle for as long as both ends like.</summary>
    public ForwarderRequestConfig Upgrade { get; } = Make(HttpVersion.Version11, forever);

    /// <summary>gRPC speaks HTTP/2 to the function, everything else HTTP/1.1.</summary>
    public ForwarderRequestConfig Of(HttpContext context) => GrpcCall.Is(context.Request) ? grpc : plain;

    /// <summary>Whether the caller asks to leave HTTP.</summary>
    public static bool IsUpgrade(HttpContext context) => context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } || IsWebSocketOverHttp2(context);

    /// <summary>Whether a WebSocket is asked for by a stream of HTTP/2, as browsers do where a server speaks that; to the function it goes as any other.</summary>
    public static bool IsWebSocketOverHttp2(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };

    private static ForwarderRequestConfig Make(Version version, TimeSpan patience) => new()
    {
        ActivityTimeout = patience,
        Version = version,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        AllowResponseBuffering = false,
    };
}
