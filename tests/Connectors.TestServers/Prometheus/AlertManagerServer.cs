using System.Globalization;

namespace Connectors.TestServers.Prometheus;

/// <summary>
/// An AlertManager of one test's own, on loopback and in no cluster. The program is the one that <c>CONNECTORS_TEST_ALERTMANAGER</c> names,
/// or else Debian's.
/// </summary>
public sealed class AlertManagerServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempDirectory directory = new("alertmanager");
    private readonly int port = LoopbackPorts.Take();
    private ServerProcess? process;

    /// <summary>Address and port, as a Prometheus is told them.</summary>
    public string Target => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    /// <summary>What it has said.</summary>
    public string Said => process?.Said ?? "";

    /// <param name="configuration">The text of <c>alertmanager.yml</c>.</param>
    public static async Task<AlertManagerServer> StartAsync(string configuration)
    {
        var server = new AlertManagerServer();
        await File.WriteAllTextAsync(server.directory.Below("alertmanager.yml"), configuration);
        server.process = ServerProcess.Start(Program, [
            "--config.file=" + server.directory.Below("alertmanager.yml"), "--storage.path=" + server.directory.Below("data"),
            "--web.listen-address=" + server.Target, "--cluster.listen-address=",
        ]);
        using var deadline = new CancellationTokenSource(Patience);
        await ServerReady.WaitAsync(new Uri($"http://{server.Target}/"), server.process, deadline.Token);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        directory.Dispose();
    }

    private static string Program => Environment.GetEnvironmentVariable("CONNECTORS_TEST_ALERTMANAGER") is { Length: > 0 } named ? named : "/usr/bin/prometheus-alertmanager";
}
