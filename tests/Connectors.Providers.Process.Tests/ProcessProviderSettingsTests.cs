using Connectors.Core.Units;

namespace Connectors.Providers.Process.Tests;

public sealed class ProcessProviderSettingsTests
{
    [Fact]
    public void The_defaults_are_good() => Assert.Empty(new ProcessProviderSettings().Faults());

    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        var faults = new ProcessProviderSettings
        {
            MaxReplicas = 0,
            LogMaxBytes = new ByteSize(1),
            RestartMinWait = TimeSpan.Zero,
            RestartMaxWait = TimeSpan.FromSeconds(-1),
            DrainDelay = TimeSpan.FromSeconds(-1),
            ShutdownGrace = TimeSpan.FromSeconds(-1),
        }.Faults().ToList();
        Assert.Equal(
            ["process.max-replicas", "process.log-max-bytes", "process.restart-min-wait", "process.restart-max-wait", "process.drain-delay", "process.shutdown-grace"],
            faults.Select(fault => fault.Split(' ')[0]));
        Assert.All(faults, fault => Assert.Contains("leave it out", fault, StringComparison.Ordinal));
    }
}
