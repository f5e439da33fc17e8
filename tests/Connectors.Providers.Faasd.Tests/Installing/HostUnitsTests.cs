using Connectors.Providers.Faasd.Installing;
using Connectors.TestServers;

namespace Connectors.Providers.Faasd.Tests.Installing;

public sealed class HostUnitsTests
{
    private static readonly UnitOptions Plain = new() { Program = "/usr/local/bin/connectors", DataDirectory = "/var/lib/connectors" };

    [Fact]
    public void The_hub_runs_with_its_companions_and_starts_again_whatever_ends_it()
    {
        var unit = HostUnits.Hub(Plain with { ConfigurationFile = "/etc/connectors/my hub.yaml", ComposeFile = "/srv/compose.yaml", Listen = "0.0.0.0:8080" });

        Assert.Contains("\nExecStart=/usr/local/bin/connectors faasd up --data /var/lib/connectors --file /srv/compose.yaml --config \"/etc/connectors/my hub.yaml\" --listen 0.0.0.0:8080\n", unit, StringComparison.Ordinal);
        Assert.Contains("\nRestart=always\n", unit, StringComparison.Ordinal);
        Assert.Contains("\nConflicts=faasd.service faasd-provider.service\n", unit, StringComparison.Ordinal);
        Assert.Contains("\nAfter=network-online.target containerd.service\n", unit, StringComparison.Ordinal);
        Assert.EndsWith("[Install]\nWantedBy=multi-user.target\n", unit, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compose_file_that_is_not_named_is_looked_for_when_the_hub_starts() =>
        Assert.Contains("\nExecStart=/usr/local/bin/connectors faasd up --data /var/lib/connectors\n", HostUnits.Hub(Plain), StringComparison.Ordinal);

    [Fact]
    public void It_outlives_containerd_and_comes_without_it() =>
        Assert.DoesNotContain("Requires=", HostUnits.Hub(Plain), StringComparison.Ordinal);

    [Fact]
    public void It_has_no_mounts_that_containers_would_not_see()
    {
        var settings = HostUnits.Hub(Plain).Split('\n').Where(line => !line.StartsWith('#'));

        Assert.DoesNotContain(settings, line => line.StartsWith("Private", StringComparison.Ordinal) || line.StartsWith("Protect", StringComparison.Ordinal) || line.StartsWith("ReadWrite", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Systemd_finds_nothing_wrong_with_it()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd is not on this machine.");
        using var folder = new TempDirectory("units");
        File.WriteAllText(folder.Below("containerd.service"), "[Service]\nExecStart=/bin/true\n");
        var unit = UnitFile.OfHub(folder.Path, Plain with { Program = "/bin/true", DataDirectory = "/a b/100%$X\"\\", ComposeFile = "/var/lib/faasd/docker-compose.yaml" });
        unit.Write();

        var verified = await Command.RunAsync("systemd-analyze", "verify", "--man=no", unit.Path);

        Assert.DoesNotContain("connectors", verified.Errors + verified.Output, StringComparison.Ordinal);
    }
}
