using Connectors.TestServers;

namespace Connectors.Watchdog.Native.Tests.Images;

/// <summary>A containerd of a test's own, with its socket and all it keeps in a directory that goes with it. Needs root.</summary>
internal sealed class ContainerdInstance : IAsyncDisposable
{
    private readonly TempDirectory directory = new("containerd");
    private ServerProcess process = null!;

    private string Address => directory.Below("containerd.sock");

    public static async Task<ContainerdInstance> StartAsync()
    {
        var containerd = new ContainerdInstance();
        await File.WriteAllTextAsync(containerd.directory.Below("config.toml"), containerd.Configuration, RunningBinary.Token);
        containerd.process = ServerProcess.Start("containerd", ["--config", containerd.directory.Below("config.toml")]);
        while (!containerd.process.Said.Contains("successfully booted", StringComparison.Ordinal))
        {
            Assert.False(containerd.process.HasExited, containerd.process.Said);
            await Task.Delay(20, RunningBinary.Token);
        }
        return containerd;
    }

    /// <summary>Starts its client.</summary>
    public ServerProcess Ask(params string[] arguments) => ServerProcess.Start("ctr", ["-a", Address, .. arguments]);

    /// <summary>The same, and waits for its end.</summary>
    public async Task AskAsync(params string[] arguments)
    {
        await using var client = Ask(arguments);
        await client.ExitedAsync(CancellationToken.None);
        Assert.True(client.ExitCode == 0, client.Said);
    }

    public async ValueTask DisposeAsync()
    {
        await process.TerminateAsync();
        await process.DisposeAsync();
        directory.Dispose();
    }

    private string Configuration => $"""
        version = 2
        root = "{directory.Below("root")}"
        state = "{directory.Below("state")}"
        oom_score = 0
        disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
        [grpc]
          address = "{Address}"
        [ttrpc]
          address = "{Address}.ttrpc"
        """;
}
