using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Connectors.Gateway;

/// <summary>How the web server must be set for the gateway's promises to hold.</summary>
public static class GatewayKestrel
{
    private const double SlowestBytesPerSecond = 240;

    /// <summary>
    /// Sets limits of headers, bodies and slowness. Sizes of bodies are bounded by the gateway's own middleware per route. Header
    /// values pass through byte for byte, whatever their encoding.
    /// </summary>
    public static void ConfigureGatewayKestrel(KestrelServerOptions options, GatewaySettings settings)
    {
        options.AddServerHeader = false;
        options.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        var limits = options.Limits;
        limits.MaxRequestLineSize = 64 << 10;
        limits.MaxRequestHeadersTotalSize = 128 << 10;
        limits.MaxRequestHeaderCount = 500;
        limits.MaxRequestBodySize = settings.MaxBodyBytes.Bytes;
        limits.RequestHeadersTimeout = settings.ReadTimeout;
        limits.MinRequestBodyDataRate = Slowest(settings.ReadTimeout);
        limits.MinResponseDataRate = Slowest(settings.WriteTimeout);
    }

    // The server looks at its connections once a second and takes no shorter grace.
    private static MinDataRate Slowest(TimeSpan grace) =>
        new(SlowestBytesPerSecond, grace > TimeSpan.FromSeconds(2) ? grace : TimeSpan.FromSeconds(2));
}
