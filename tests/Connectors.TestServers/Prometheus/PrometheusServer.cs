using System.Globalization;
using System.Net.Sockets;

namespace Connectors.TestServers.Prometheus;

/// <summary>
/// A Prometheus of one test's own, on loopback, that reads the given targets five times a second. The program is the one that
/// <c>CONNECTORS_TEST_PROMETHEUS</c> names, or else Debian's.
/// </summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempDirectory directory = new("prometheus");
    private readonly int port = LoopbackPorts.Take();
    private ServerProcess? process;

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));

    /// <param name="targets">Addresses and ports whose <c>/metrics</c> are read.</param>
    public static async Task<PrometheusServer> StartAsync(params string[] targets)
    {
        var server = new PrometheusServer();
        await server.StartAgainAsync(targets);
        return server;
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => process!.KillAsync();

    /// <summary>Starts it on the same port and store; returns when it answers.</summary>
    public async Task StartAgainAsync(params string[] targets)
    {
        if (process is not null)
            await process.DisposeAsync();
        await File.WriteAllTextAsync(directory.Below("prometheus.yml"), $$"""
            global: { scrape_interval: 200ms, scrape_timeout: 200ms }
            scrape_configs:
              - job_name: gateway
                static_configs: [ { targets: [ {{string.Join(", ", targets.Select(target => $"\"{target}\""))}} ] } ]

            """);
        process = ServerProcess.Start(Program, [
            "--config.file=" + directory.Below("prometheus.yml"), "--storage.tsdb.path=" + directory.Below("data"),
            string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"),
        ]);
        using var deadline = new CancellationTokenSource(Patience);
        await ReadyAsync(deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        directory.Dispose();
    }

    private static string Program => Environment.GetEnvironmentVariable("CONNECTORS_TEST_PROMETHEUS") is { Length: > 0 } named ? named : "/usr/bin/prometheus";

    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Address };
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync("-/ready", cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException notYet) when (notYet.InnerException is SocketException && !process!.HasExited)
            {
                // It does not listen yet.
            }
            if (process!.HasExited)
                throw new InvalidOperationException($"Prometheus did not start:\n{process.Said}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }
}
