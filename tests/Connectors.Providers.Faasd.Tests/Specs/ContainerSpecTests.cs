using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Providers.Faasd.Specs;
using Connectors.Providers.Faasd.Specs.Runtime;

namespace Connectors.Providers.Faasd.Tests.Specs;

public sealed class ContainerSpecTests
{
    [Fact]
    public void The_command_is_the_images_entrypoint_and_its_arguments() =>
        Assert.Equal(["/bin/watchdog", "--serve"], SpecUnderTest.Build().Process.Args);

    [Fact]
    public void A_command_of_the_users_stands_in_place_of_the_whole() =>
        Assert.Equal(["/nats", "-m"], SpecUnderTest.Build(workload: SpecUnderTest.Workload with { Command = ["/nats", "-m"] }).Process.Args);

    [Fact]
    public void An_image_without_a_command_is_refused_with_its_name() =>
        Assert.Contains("image example.com/shout:1 names no command", Assert.Single(SpecUnderTest.Faults(new ImageProcess())), StringComparison.Ordinal);

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var workload = SpecUnderTest.Workload with { User = "nobody-here", Limits = new FunctionResources { Memory = "128m", Cpu = "many" } };

        var faults = SpecUnderTest.Faults(new ImageProcess(), workload);

        Assert.Collection(faults,
            fault => Assert.Contains("no command", fault, StringComparison.Ordinal),
            fault => Assert.Contains("limits.memory '128m'", fault, StringComparison.Ordinal),
            fault => Assert.Contains("limits.cpu 'many'", fault, StringComparison.Ordinal),
            fault => Assert.Contains("user 'nobody-here'", fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "/")]
    [InlineData("/home/app", "/home/app")]
    [InlineData("home/app", "/home/app")]
    public void The_working_directory_is_absolute(string image, string expected) =>
        Assert.Equal(expected, SpecUnderTest.Build(SpecUnderTest.Image with { WorkingDirectory = image }).Process.Cwd);

    [Fact]
    public void A_user_of_the_wish_wins_over_the_images()
    {
        var spec = SpecUnderTest.Build(SpecUnderTest.Image with { User = "app" }, SpecUnderTest.Workload with { User = "65534" });

        Assert.Equal(new RuntimeUser(65534, 0), spec.Process.User);
    }

    [Fact]
    public void Who_is_not_root_holds_no_capability()
    {
        var spec = SpecUnderTest.Build(SpecUnderTest.Image with { User = "app" });

        Assert.Empty(spec.Process.Capabilities.Effective);
        Assert.Empty(spec.Process.Capabilities.Permitted);
        Assert.NotEmpty(spec.Process.Capabilities.Bounding);
    }

    [Fact]
    public void Capabilities_are_few_and_can_be_added_to()
    {
        var spec = SpecUnderTest.Build(workload: SpecUnderTest.Workload with { AddedCapabilities = ["CAP_NET_RAW", "CAP_KILL"] });

        Assert.Equal([.. Isolation.Capabilities, "CAP_NET_RAW"], spec.Process.Capabilities.Effective);
        Assert.DoesNotContain("CAP_NET_RAW", SpecUnderTest.Build().Process.Capabilities.Bounding);
        Assert.DoesNotContain("CAP_SYS_ADMIN", Isolation.Capabilities);
    }

    [Fact]
    public void The_temporary_directory_is_the_images_unless_the_root_is_read_only()
    {
        var writable = SpecUnderTest.Build();
        var readOnly = SpecUnderTest.Build(workload: SpecUnderTest.Workload with { ReadOnlyRoot = true });

        Assert.DoesNotContain(writable.Mounts, mount => mount.Destination == "/tmp");
        Assert.False(writable.Root.Readonly);
        Assert.Equal("/state/tmp", Assert.Single(readOnly.Mounts, mount => mount.Destination == "/tmp").Source);
        Assert.True(readOnly.Root.Readonly);
    }

    [Fact]
    public void Secrets_and_files_of_the_machine_are_bound_read_only_where_they_must_not_change()
    {
        var facts = SpecUnderTest.Facts with { SecretsDirectory = "/state/secrets", Binds = [new BindMount("/data", "/nats", ReadOnly: false)] };

        var binds = SpecUnderTest.Build(facts: facts).Mounts.Where(mount => mount.Type == "bind").ToDictionary(mount => mount.Destination);

        Assert.All(["/etc/resolv.conf", "/etc/hosts", "/var/openfaas/secrets"], path => Assert.Contains("ro", binds[path].Options));
        Assert.Contains("rw", binds["/nats"].Options);
        Assert.All(binds.Values, bind => Assert.Contains("nosuid", bind.Options));
    }

    [Fact]
    public void Without_secrets_nothing_is_mounted_for_them() =>
        Assert.DoesNotContain(SpecUnderTest.Build().Mounts, mount => mount.Destination == StandardMounts.Secrets);

    [Fact]
    public void The_network_is_the_one_that_was_made_and_everything_else_its_own()
    {
        var namespaces = SpecUnderTest.Build().Linux.Namespaces.ToDictionary(one => one.Type, one => one.Path);

        Assert.Equal("/run/net/shout-1", namespaces["network"]);
        Assert.All(["pid", "ipc", "uts", "mount", "cgroup"], type => Assert.Null(namespaces[type]));
    }

    [Fact]
    public void It_is_written_in_the_spelling_of_the_specification()
    {
        var workload = SpecUnderTest.Workload with { Limits = new FunctionResources { Memory = "64Mi", Cpu = "500m" } };

        using var json = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(SpecUnderTest.Build(workload: workload), RuntimeSpecJson.Default.RuntimeSpec));

        var root = json.RootElement;
        Assert.Equal("1.0.2", root.GetProperty("ociVersion").GetString());
        Assert.True(root.GetProperty("process").GetProperty("noNewPrivileges").GetBoolean());
        Assert.Equal("/connectors/openfaas-fn/shout-1", root.GetProperty("linux").GetProperty("cgroupsPath").GetString());
        var resources = root.GetProperty("linux").GetProperty("resources");
        Assert.Equal(64 << 20, resources.GetProperty("memory").GetProperty("limit").GetInt64());
        Assert.False(resources.GetProperty("memory").TryGetProperty("swap", out _));
        Assert.Equal(50_000, resources.GetProperty("cpu").GetProperty("quota").GetInt64());
        Assert.Equal(4096, resources.GetProperty("pids").GetProperty("limit").GetInt64());
        Assert.False(resources.GetProperty("devices")[0].TryGetProperty("type", out _));
        Assert.Equal("c", resources.GetProperty("devices")[1].GetProperty("type").GetString());
        Assert.Equal("0 2147483647", root.GetProperty("linux").GetProperty("sysctl").GetProperty("net.ipv4.ping_group_range").GetString());
    }
}
