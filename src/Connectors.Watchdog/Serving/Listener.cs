using System.Net.Sockets;
using System.Text;
using Connectors.Watchdog.Logging;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Connectors.Watchdog.Serving;

/// <summary>The HTTP server, bare: no host, no pipeline.</summary>
internal sealed class Listener : IDisposable
{
    private readonly KestrelServer server;

    private Listener(KestrelServer server) => this.server = server;

    /// <summary>Where it answers.</summary>
    public Uri Address => new(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Begins to listen.</summary>
    /// <exception cref="WatchdogStartException">The address is taken or not this machine's.</exception>
    public static async Task<Listener> StartAsync(WatchdogOptions options, IHttpApplication<HttpContext> application, OutputLog log, CancellationToken cancellationToken)
    {
        var logs = new ServerLog(log);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions { UnsafePreferInlineScheduling = options.HasProcessToItself }), logs);
        var server = new KestrelServer(Options.Create(Configure(options)), transport, logs);
        try
        {
            await server.StartAsync(application, cancellationToken);
            return new Listener(server);
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            server.Dispose();
            throw new WatchdogStartException($"Cannot listen on {options.Listen}: {refused.Message}", refused);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Accepts no more, lets connections finish until the token fires, then breaks them off.</summary>
    public Task StopAsync(CancellationToken hurry) => server.StopAsync(hurry);

    public void Dispose() => server.Dispose();

    private static KestrelServerOptions Configure(WatchdogOptions options)
    {
        var kestrel = new KestrelServerOptions { AddServerHeader = false };

        // Header bytes reach the program and the caller as they came.
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = null;
        limits.MaxRequestLineSize = 64 * 1024;
        limits.MaxRequestHeadersTotalSize = 128 * 1024;
        limits.MaxRequestHeaderCount = 500;

        // How long bodies and answers may take is measured here, not by rates.
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        if (options.ReadTimeout > TimeSpan.Zero)
            limits.RequestHeadersTimeout = options.ReadTimeout;
        kestrel.Listen(options.Listen, listen => listen.Protocols = HttpProtocols.Http1);
        return kestrel;
    }
}
