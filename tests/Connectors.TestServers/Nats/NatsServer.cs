using System.Globalization;

namespace Connectors.TestServers.Nats;

/// <summary>
/// A nats-server of one test's own: JetStream on, files in a temporary directory, loopback, a free port that it keeps over restarts.
/// <para>Where it comes from, the first that is there:</para>
/// <list type="number">
/// <item><c>CONNECTORS_TEST_NATS_URL</c>, the address of a server that runs already. It is lent to one test at a time and emptied before each;
/// a test that ends its server or needs a configuration of its own is skipped.</item>
/// <item>The program that <c>CONNECTORS_TEST_NATS_SERVER</c> names, or <c>nats-server</c> on the path: a process a test.</item>
/// <item><c>CONNECTORS_TEST_NATS_IMAGE</c>, an image whose entry point is nats-server: a container a test.</item>
/// </list>
/// </summary>
public sealed class NatsServer : IAsyncDisposable
{
    private const int SigCont = 18;
    private const int SigStop = 19;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempDirectory directory = new("nats");
    private readonly INatsProgram program;
    private string? configuration;

    internal NatsServer(int port, string? configuration, string? image = null)
    {
        Port = port;
        this.configuration = configuration;
        var file = directory.Below("nats.conf");
        program = (image ?? NatsOrigin.Image) is { } found ? new NatsContainer(found, directory.Path, file, port) : new NatsProcess(NatsOrigin.Program!, file);
        Url = $"nats://127.0.0.1:{Port}";
    }

    private NatsServer(LentNats lent)
    {
        Url = lent.Url.OriginalString;
        Port = lent.Url.Port;
        program = lent;
    }

    public int Port { get; }

    public string Url { get; }

    /// <summary>Where its streams are.</summary>
    public string StoreDirectory => directory.Below("store");

    /// <summary>Everything it has said since it was last started.</summary>
    public string Said => program.Said;

    public bool HasExited => program.HasExited;

    /// <param name="configuration">Lines for its configuration file, beside address and JetStream; null: none.</param>
    public static async Task<NatsServer> StartAsync(string? configuration = null)
    {
        var server = NatsOrigin.Address is { } address ? new NatsServer(new LentNats(address, configuration)) : new NatsServer(LoopbackPorts.Take(), configuration);
        await server.StartProgramAsync();
        return server;
    }

    /// <summary>Starts one in a container, whatever else there is.</summary>
    /// <param name="image">Whose entry point is nats-server.</param>
    public static async Task<NatsServer> StartContainerAsync(string image)
    {
        var server = new NatsServer(LoopbackPorts.Take(), null, image);
        await server.StartProgramAsync();
        return server;
    }

    /// <summary>It keeps its connections and answers nobody, as one on a machine that hangs.</summary>
    public void Freeze() => program.Signal(SigStop);

    /// <summary>It goes on where it was frozen.</summary>
    public void Thaw() => program.Signal(SigCont);

    /// <summary>kill -9.</summary>
    public Task KillAsync() => program.KillAsync();

    /// <summary>An orderly stop.</summary>
    public Task StopAsync() => program.StopAsync();

    /// <summary>Starts it again on the same files and port; returns when it answers.</summary>
    /// <param name="changed">Other lines for its configuration; null: those that it had.</param>
    public Task StartAgainAsync(string? changed = null)
    {
        configuration = changed ?? configuration;
        return StartProgramAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await program.DisposeAsync();
        directory.Dispose();
    }

    internal async Task StartProgramAsync()
    {
        await File.WriteAllTextAsync(directory.Below("nats.conf"), string.Create(CultureInfo.InvariantCulture, $$"""
            listen: "127.0.0.1:{{Port}}"
            jetstream { store_dir: "{{StoreDirectory}}" }
            {{configuration}}
            """));
        using var deadline = new CancellationTokenSource(Patience);
        await program.StartAsync(deadline.Token);
        if (program.HasExited)
            throw new InvalidOperationException($"nats-server did not start:\n{program.Said}");
    }
}
