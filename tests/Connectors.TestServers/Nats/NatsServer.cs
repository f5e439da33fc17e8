using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Connectors.TestServers.Nats;

/// <summary>
/// A nats-server of one test's own: JetStream on, files in a temporary directory, loopback, a free port that it keeps over restarts.
/// The address in <c>CONNECTORS_TEST_NATS_SERVER</c>, when set, names the program to run.
/// </summary>
public sealed class NatsServer : IAsyncDisposable
{
    private const int SigCont = 18;
    private const int SigStop = 19;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempDirectory directory = new("nats");
    private string? configuration;
    private ServerProcess process;

    private NatsServer(int port, string? configuration)
    {
        Port = port;
        this.configuration = configuration;
        process = Run();
    }

    public int Port { get; }

    public string Url => $"nats://127.0.0.1:{Port}";

    /// <summary>Where its streams are.</summary>
    public string StoreDirectory => directory.Below("store");

    /// <summary>Everything it has said since it was last started.</summary>
    public string Said => process.Said;

    /// <param name="configuration">Lines for its configuration file, beside address and JetStream; null: none.</param>
    public static async Task<NatsServer> StartAsync(string? configuration = null)
    {
        var server = new NatsServer(FreePort(), configuration);
        await server.WaitAsync();
        return server;
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>It keeps its connections and answers nobody, as one on a machine that hangs.</summary>
    public void Freeze() => Signals.Send(process.Id, SigStop);

    /// <summary>It goes on where it was frozen.</summary>
    public void Thaw() => Signals.Send(process.Id, SigCont);

    /// <summary>kill -9.</summary>
    public Task KillAsync() => process.KillAsync();

    /// <summary>An orderly stop.</summary>
    public Task StopAsync() => process.TerminateAsync();

    /// <summary>Starts it again on the same files and port; returns when it answers.</summary>
    /// <param name="changed">Other lines for its configuration; null: those that it had.</param>
    public async Task StartAgainAsync(string? changed = null)
    {
        configuration = changed ?? configuration;
        await process.DisposeAsync();
        process = Run();
        await WaitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        directory.Dispose();
    }

    private ServerProcess Run()
    {
        var file = directory.Below("nats.conf");
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $$"""
            listen: "127.0.0.1:{{Port}}"
            jetstream { store_dir: "{{StoreDirectory}}" }
            {{configuration}}
            """));
        return ServerProcess.Start(Environment.GetEnvironmentVariable("CONNECTORS_TEST_NATS_SERVER") ?? "nats-server", ["-c", file]);
    }

    private async Task WaitAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!process.Said.Contains("Server is ready", StringComparison.Ordinal))
        {
            if (process.HasExited || deadline.IsCancellationRequested)
                throw new InvalidOperationException($"nats-server did not start:\n{process.Said}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
