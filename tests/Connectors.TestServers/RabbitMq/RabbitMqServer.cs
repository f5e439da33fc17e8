using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Connectors.TestServers.Tls;

namespace Connectors.TestServers.RabbitMq;

/// <summary>
/// A RabbitMQ of some tests' own, on loopback, with listeners for plain connections and TLS, whose ports it keeps over restarts, as its store
/// does what it holds. Its port mapper is its own too, and ends with it. Whoever logs in is guest. The program is the one that
/// <c>CONNECTORS_TEST_RABBITMQ</c> names, or else Debian's.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly TempDirectory directory = new("rabbitmq");
    private readonly int mapperPort = LoopbackPorts.Take();
    private readonly int nodePort = LoopbackPorts.Take();
    private readonly CertificateFiles certificate;
    private ServerProcess? mapper;
    private ServerProcess? process;

    private RabbitMqServer() => certificate = Authority.Issue("rabbitmq.test", IPAddress.Loopback);

    /// <summary>Whose certificate the server has.</summary>
    public CertificateAuthority Authority { get; } = new();

    public int Port { get; } = LoopbackPorts.Take();

    public int TlsPort { get; } = LoopbackPorts.Take();

    public string Url => string.Create(CultureInfo.InvariantCulture, $"amqp://127.0.0.1:{Port}");

    public string TlsUrl => string.Create(CultureInfo.InvariantCulture, $"amqps://127.0.0.1:{TlsPort}");

    public static async Task<RabbitMqServer> StartAsync()
    {
        var server = new RabbitMqServer();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>kill -9. One that has started for the first time a moment ago may have forgotten queues after that, durable ones with all that was confirmed.</summary>
    public Task KillAsync() => process!.KillAsync();

    /// <summary>In order: queues, and what it has confirmed, are there when it starts again.</summary>
    public async Task StopAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        await process!.TerminateAsync(deadline.Token);
    }

    /// <summary>Starts it on the same ports and store, unless it runs; returns when it takes connections.</summary>
    public async Task StartAgainAsync()
    {
        if (process is { HasExited: false })
            return;
        if (process is not null)
            await process.DisposeAsync();
        await ConfigureAsync();
        mapper ??= ServerProcess.Start("/usr/bin/epmd", ["-port", mapperPort.ToString(CultureInfo.InvariantCulture), "-address", "127.0.0.1"]);
        using var deadline = new CancellationTokenSource(Patience);
        await ListensAsync(mapperPort, mapper, deadline.Token);
        process = ServerProcess.Start(Program, [], Variables());
        foreach (var port in new[] { Port, TlsPort })
            await ListensAsync(port, process, deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        if (mapper is not null)
            await mapper.DisposeAsync();
        directory.Dispose();
        Authority.Dispose();
    }

    // Not the one in the path: that becomes another user.
    private static string Program => Environment.GetEnvironmentVariable("CONNECTORS_TEST_RABBITMQ") is { Length: > 0 } named
        ? named
        : File.Exists("/usr/lib/rabbitmq/bin/rabbitmq-server")
            ? "/usr/lib/rabbitmq/bin/rabbitmq-server"
            : throw new InvalidOperationException("There is no rabbitmq-server for the tests: install Debian's.");

    private Dictionary<string, string> Variables() => new()
    {
        ["HOME"] = directory.Path,
        ["ERL_EPMD_PORT"] = mapperPort.ToString(CultureInfo.InvariantCulture),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODENAME"] = "rabbit@localhost",
        ["RABBITMQ_DIST_PORT"] = nodePort.ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_CONFIG_FILE"] = directory.Below("rabbitmq.conf"),
        ["RABBITMQ_CONF_ENV_FILE"] = directory.Below("none"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = directory.Below("none.config"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = directory.Below("enabled_plugins"),
        ["RABBITMQ_MNESIA_BASE"] = directory.Below("mnesia"),
        ["RABBITMQ_LOG_BASE"] = directory.Below("log"),
        ["RABBITMQ_LOGS"] = "-",
        // The script becomes the server, whose id is then ours.
        ["RABBITMQ_ALLOW_INPUT"] = "1",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-noinput -kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
    };

    private async Task ConfigureAsync()
    {
        await File.WriteAllTextAsync(directory.Below("enabled_plugins"), "[].\n");
        await File.WriteAllTextAsync(directory.Below("rabbitmq.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            listeners.tcp.1 = 127.0.0.1:{Port}
            listeners.ssl.1 = 127.0.0.1:{TlsPort}
            ssl_options.cacertfile = {Authority.Path}
            ssl_options.certfile = {certificate.Certificate}
            ssl_options.keyfile = {certificate.Key}
            ssl_options.verify = verify_none
            disk_free_limit.absolute = 1MB
            log.console = true
            log.console.level = warning

            """));
    }

    private static async Task ListensAsync(int port, ServerProcess process, CancellationToken cancellationToken)
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
                if (process.HasExited)
                    throw new InvalidOperationException($"RabbitMQ did not start:\n{process.Said}");
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }
        }
    }
}
