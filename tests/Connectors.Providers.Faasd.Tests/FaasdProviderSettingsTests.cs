namespace Connectors.Providers.Faasd.Tests;

/// <summary>What can be wrong with the settings, each told with its remedy.</summary>
public sealed class FaasdProviderSettingsTests
{
    [Fact]
    public void The_defaults_are_without_fault() => Assert.Empty(new FaasdProviderSettings().Faults());

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var settings = new FaasdProviderSettings
        {
            Address = "containerd.sock", Namespace = "Upper", Subnet = "10.62", Network = "a/b", Snapshotter = "", CniBinDir = [], StateDir = "run", CniConfDir = "net.d", CniDataDir = "cni",
            InsecureRegistries = ["http://registry:5000"], MaxReplicas = 0, LogMaxBytes = new(1), RestartMinWait = TimeSpan.Zero, RestartMaxWait = TimeSpan.FromSeconds(-1),
            DrainDelay = TimeSpan.FromSeconds(-1), StopGrace = TimeSpan.FromSeconds(-1), ShutdownGrace = TimeSpan.FromSeconds(-1),
        };
        var faults = settings.Faults().ToList();
        var named = new[]
        {
            "address", "namespace", "subnet", "network", "snapshotter", "cni-bin-dir", "state-dir", "cni-conf-dir", "cni-data-dir", "insecure-registries", "max-replicas",
            "log-max-bytes", "restart-min-wait", "restart-max-wait", "drain-delay", "stop-grace", "shutdown-grace",
        };
        Assert.All(named, name => Assert.Contains(faults, fault => fault.StartsWith($"faasd.{name}", StringComparison.Ordinal)));
        Assert.Equal(named.Length, faults.Count);
    }

    [Theory]
    [InlineData("10.62.0.0/30")]
    [InlineData("fd00::/64")]
    public void A_subnet_without_room_for_replicas_is_told(string subnet) =>
        Assert.StartsWith("faasd.subnet", Assert.Single(new FaasdProviderSettings { Subnet = subnet }.Faults()), StringComparison.Ordinal);
}
