using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Connectors.TestServers.Tls;

namespace Connectors.TestServers.Mqtt;

/// <summary>
/// A mosquitto of one test's own, on loopback, with listeners for plain connections, TLS and WebSockets, whose ports it keeps over restarts.
/// Its store is in a temporary directory; what it holds survives an orderly stop. The program is the one that
/// <c>CONNECTORS_TEST_MOSQUITTO</c> names, or else Debian's.
/// </summary>
public sealed class MosquittoServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempDirectory directory = new("mosquitto");
    private readonly MosquittoOptions options;
    private readonly CertificateFiles certificate;
    private ServerProcess? process;

    private MosquittoServer(MosquittoOptions options)
    {
        this.options = options;
        certificate = Authority.Issue("mosquitto.test", IPAddress.Loopback);
    }

    /// <summary>Whose certificates the server has and asks for.</summary>
    public CertificateAuthority Authority { get; } = new();

    public int Port { get; } = LoopbackPorts.Take();

    public int TlsPort { get; } = LoopbackPorts.Take();

    public int WebSocketPort { get; } = LoopbackPorts.Take();

    public string Url => string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{Port}");

    public string TlsUrl => string.Create(CultureInfo.InvariantCulture, $"mqtts://127.0.0.1:{TlsPort}");

    public string WebSocketUrl => string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{WebSocketPort}/mqtt");

    /// <summary>Everything it has said since it was last started.</summary>
    public string Said => process?.Said ?? "";

    public static async Task<MosquittoServer> StartAsync(MosquittoOptions? options = null)
    {
        var server = new MosquittoServer(options ?? new MosquittoOptions());
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>SIGTERM: it writes its store.</summary>
    public Task StopAsync() => process!.TerminateAsync();

    /// <summary>kill -9: it forgets what it has not written.</summary>
    public Task KillAsync() => process!.KillAsync();

    /// <summary>Starts it on the same ports and store; returns when all its listeners take connections.</summary>
    public async Task StartAgainAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        await ConfigureAsync();
        process = ServerProcess.Start(MosquittoProgram.Find("mosquitto"), ["-c", directory.Below("mosquitto.conf")]);
        using var deadline = new CancellationTokenSource(Patience);
        foreach (var port in new[] { Port, TlsPort, WebSocketPort })
            await ListensAsync(port, deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        directory.Dispose();
        Authority.Dispose();
    }

    private async Task ConfigureAsync()
    {
        await File.WriteAllTextAsync(directory.Below("mosquitto.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            user root
            persistence true
            persistence_location {directory.Path}/
            max_queued_messages 0
            log_dest stderr
            log_type error
            log_type warning
            log_type notice
            {(options.User is null ? "allow_anonymous true" : $"allow_anonymous false\npassword_file {directory.Below("passwords")}")}
            {options.Configuration}
            listener {Port} 127.0.0.1
            listener {TlsPort} 127.0.0.1
            cafile {Authority.Path}
            certfile {certificate.Certificate}
            keyfile {certificate.Key}
            require_certificate {(options.RequiresCertificate ? "true" : "false")}
            listener {WebSocketPort} 127.0.0.1
            protocol websockets

            """));
        if (options.User is null)
            return;
        await using var passwords = ServerProcess.Start(MosquittoProgram.Find("mosquitto_passwd"), ["-b", "-c", directory.Below("passwords"), options.User, options.Password]);
        await passwords.ExitedAsync(CancellationToken.None);
    }

    private async Task ListensAsync(int port, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                if (process!.HasExited)
                    throw new InvalidOperationException($"mosquitto did not start:\n{process.Said}");
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
            }
        }
    }
}

/// <summary>What a mosquitto is told beside its listeners.</summary>
public sealed record MosquittoOptions
{
    /// <summary>The one who may log in; null: everybody.</summary>
    public string? User { get; init; }

    public string Password { get; init; } = "";

    /// <summary>By TLS only with a certificate of the server's authority.</summary>
    public bool RequiresCertificate { get; init; }

    /// <summary>More lines for its configuration.</summary>
    public string Configuration { get; init; } = "";
}
