using Connectors.Providers.Faasd.Installing;
using Connectors.TestServers;

namespace Connectors.Providers.Faasd.Tests.Installing;

public sealed class HostUnitsTests
{
    [Fact]
    public void The_hub_runs_functions_in_containers_and_starts_again_whatever_ends_it()
    {
        var unit = HostUnits.Hub(new UnitOptions { ConfigurationFile = "/etc/connectors/my hub.yaml" });

        Assert.Contains("\nExecStart=/usr/local/bin/connectors up --provider faasd --data /var/lib/connectors --config \"/etc/connectors/my hub.yaml\"\n", unit, StringComparison.Ordinal);
        Assert.Contains("\nRestart=always\n", unit, StringComparison.Ordinal);
        Assert.Contains("\nConflicts=faasd.service faasd-provider.service\n", unit, StringComparison.Ordinal);
        Assert.Contains("\nAfter=network-online.target containerd.service\n", unit, StringComparison.Ordinal);
        Assert.EndsWith("[Install]\nWantedBy=multi-user.target\n", unit, StringComparison.Ordinal);
    }

    [Fact]
    public void Companions_start_after_the_hub_and_outlive_it()
    {
        var unit = HostUnits.Companions(new UnitOptions());

        Assert.Contains("\nAfter=containerd.service connectors.service\n", unit, StringComparison.Ordinal);
        Assert.Contains(" --file /var/lib/faasd/docker-compose.yaml\n", unit, StringComparison.Ordinal);
        Assert.DoesNotContain("Requires=", unit, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_unit_has_mounts_that_containers_would_not_see(bool isHub)
    {
        var settings = (isHub ? HostUnits.Hub(new UnitOptions()) : HostUnits.Companions(new UnitOptions())).Split('\n').Where(line => !line.StartsWith('#'));

        Assert.DoesNotContain(settings, line => line.StartsWith("Private", StringComparison.Ordinal) || line.StartsWith("Protect", StringComparison.Ordinal) || line.StartsWith("ReadWrite", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Systemd_finds_nothing_wrong_with_them()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd is not on this machine.");
        using var folder = new TempDirectory("units");
        File.WriteAllText(folder.Below("containerd.service"), "[Service]\nExecStart=/bin/true\n");
        File.WriteAllText(folder.Below(HostUnits.HubName), HostUnits.Hub(new UnitOptions { Program = "/bin/true", DataDirectory = "/a b/100%$X\"\\" }));
        File.WriteAllText(folder.Below(HostUnits.CompanionsName), HostUnits.Companions(new UnitOptions { Program = "/bin/true" }));

        var verified = await Command.RunAsync("systemd-analyze", "verify", "--man=no", folder.Below(HostUnits.HubName), folder.Below(HostUnits.CompanionsName));

        Assert.DoesNotContain("connectors", verified.Errors + verified.Output, StringComparison.Ordinal);
    }
}
