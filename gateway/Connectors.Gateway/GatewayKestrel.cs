using System.Net;
using System.Text;
using Connectors.Gateway.Tls;
using Microsoft.AspNetCore.Hosting;
using Connectors.Gateway.Bodies;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway;

/// <summary>How the web server must be set for the gateway's promises to hold.</summary>
public static class GatewayKestrel
{
    private const double SlowestBytesPerSecond = 240;

    /// <summary>
    /// Sets limits of connections, headers, bodies and slowness, for addresses that are listened on after this. Sizes of bodies are bounded by the gateway's own middleware per route. Header
    /// values pass through byte for byte, whatever their encoding.
    /// </summary>
    public static void ConfigureGatewayKestrel(KestrelServerOptions options, GatewaySettings settings)
    {
        options.AddServerHeader = false;
        options.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        var time = options.ApplicationServices.GetService<TimeProvider>() ?? TimeProvider.System;
        options.ConfigureEndpointDefaults(listen => listen.Use(next => TakenInTime.Step(next, settings.WriteTimeout, time)));
        var limits = options.Limits;
        limits.MaxRequestLineSize = (int)settings.MaxRequestLineBytes.Bytes;
        limits.MaxRequestHeadersTotalSize = (int)settings.MaxHeaderBytes.Bytes;
        limits.MaxRequestHeaderCount = settings.MaxHeaderCount;
        // The server's buffer must hold the whole line, and all headers.
        limits.MaxRequestBufferSize = Math.Max(1 << 20, Math.Max(limits.MaxRequestLineSize, limits.MaxRequestHeadersTotalSize));
        // Finds callers that have vanished from connections that nothing moves on.
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        // The server counts WebSockets apart.
        limits.MaxConcurrentConnections = settings.MaxConnections > 0 ? settings.MaxConnections : null;
        limits.MaxConcurrentUpgradedConnections = limits.MaxConcurrentConnections;
        limits.MaxRequestBodySize = settings.MaxBodyBytes.Bytes;
        limits.RequestHeadersTimeout = settings.ReadTimeout;
        limits.MinRequestBodyDataRate = Slowest(settings.ReadTimeout);
        limits.MinResponseDataRate = Slowest(settings.WriteTimeout);
    }

    /// <summary>Listens on the gateway's own address, by TLS where there is a certificate.</summary>
    public static void Listen(KestrelServerOptions options, IPEndPoint address, GatewayTls? tls) => options.Listen(address, listen =>
    {
        if (tls is not null)
            listen.UseHttps(tls.Handshake);
    });

    /// <summary>Listens for HTTP/2 without TLS where the settings ask for it: on an address of its own, because a server that also speaks HTTP/1.1 there refuses it.</summary>
    public static void ListenH2c(KestrelServerOptions options, GatewaySettings settings)
    {
        if (settings.H2cListen.Length > 0)
            options.Listen(IPEndPoint.Parse(settings.H2cListen), listen => listen.Protocols = HttpProtocols.Http2);
    }

    // The server looks at its connections once a second and takes no shorter grace.
    internal static MinDataRate Slowest(TimeSpan grace) =>
        new(SlowestBytesPerSecond, grace > TimeSpan.FromSeconds(2) ? grace : TimeSpan.FromSeconds(2));
}
