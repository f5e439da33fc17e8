namespace Connectors.TestServers.Containerd;

/// <summary>
/// A containerd of some tests' own: its socket, what it keeps and what it runs are in a temporary directory, and end with it. The program is the
/// one that <c>CONNECTORS_TEST_CONTAINERD</c> names, or else Debian's. It needs root.
/// </summary>
public sealed class ContainerdServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempDirectory directory = new("containerd");
    private readonly string root;
    private ServerProcess? process;

    private ContainerdServer(string? root) => this.root = root ?? directory.Below("root");

    public static string Program => Environment.GetEnvironmentVariable("CONNECTORS_TEST_CONTAINERD") is { Length: > 0 } named ? named : "/usr/bin/containerd";

    /// <summary>The path of its socket.</summary>
    public string Address => directory.Below("containerd.sock");

    /// <summary>Where it keeps images and roots.</summary>
    public string Root => root;

    public bool IsRunning => process is { HasExited: false };

    /// <summary>Everything it has said since it was started the last time.</summary>
    public string Said => process?.Said ?? "";

    /// <param name="root">Where it keeps images and roots, for a test that lets that become full; null: in its own directory.</param>
    public static async Task<ContainerdServer> StartAsync(string? root = null)
    {
        var server = new ContainerdServer(root);
        try
        {
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9; containers go on.</summary>
    public Task KillAsync() => process!.KillAsync();

    /// <summary>SIGTERM; containers go on.</summary>
    public Task StopAsync() => process!.TerminateAsync();

    /// <summary>Starts it on the same directory; returns when it answers.</summary>
    public async Task StartAgainAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        await File.WriteAllTextAsync(directory.Below("config.toml"), Configuration);
        process = ServerProcess.Start(Program, ["--config", directory.Below("config.toml")]);
        using var deadline = new CancellationTokenSource(Patience);
        while (!process.Said.Contains("successfully booted", StringComparison.Ordinal))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"containerd did not start:\n{process.Said}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }
    }

    /// <summary>Starts its own client.</summary>
    public ServerProcess Ask(params IEnumerable<string> arguments) => ServerProcess.Start("ctr", ["-a", Address, .. arguments]);

    /// <summary>The same, and waits until it has done what it was told.</summary>
    public async Task AskAsync(params IEnumerable<string> arguments)
    {
        await using var client = Ask(arguments);
        await client.ExitedAsync(CancellationToken.None);
        if (client.ExitCode != 0)
            throw new InvalidOperationException($"ctr ended with {client.ExitCode}:\n{client.Said}");
    }

    public async ValueTask DisposeAsync()
    {
        await ContainerdShims.EndAsync(Address);
        if (process is not null)
            await process.DisposeAsync();
        await MountsBelow.RemoveAsync(directory.Path);
        directory.Dispose();
    }

    // Nothing may need to lower the score by which the kernel chooses whom to end: that is not allowed everywhere.
    private string Configuration => $"""
        version = 2
        root = "{root}"
        state = "{directory.Below("state")}"
        oom_score = 0
        disabled_plugins = [
          "io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt", "io.containerd.internal.v1.tracing", "io.containerd.tracing.processor.v1.otlp",
          "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs",
        ]

        [grpc]
          address = "{Address}"

        [ttrpc]
          address = "{Address}.ttrpc"

        """;
}
