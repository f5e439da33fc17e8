using Connectors.Core.Functions;
using Connectors.Providers.Faasd.Specs;

namespace Connectors.Providers.Faasd.Tests.Specs.Running;

/// <summary>What the specification says is what a real runtime does.</summary>
public sealed class ContainerTests : IDisposable
{
    private readonly RuncBundle bundle = RuncBundle.Create();

    public void Dispose() => bundle.Dispose();

    [Fact]
    public async Task A_function_finds_its_variables_its_directory_and_its_user()
    {
        var image = new ImageProcess { Env = ["PATH=/bin", "mode=http"], WorkingDirectory = "/home/app", User = "app" };
        var workload = FunctionWorkload.Of(new FunctionDeployment { Service = "shout", EnvProcess = "cat -u", EnvVars = new Dictionary<string, string> { ["level"] = "a b\nc" } });

        var said = (await bundle.RunAsync("pwd; id; hostname; env", image, workload)).Succeeded();

        Assert.StartsWith($"/home/app\nuid=1000(app) gid=1000(app) groups=45(logs)\n{bundle.Facts.Id}\n", said, StringComparison.Ordinal);
        Assert.All(["fprocess=cat -u\n", "mode=http\n", "level=a b\nc\n", "OPENFAAS_NAME=shout\n", "HOME=/home/app\n"], line => Assert.Contains(line, said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_read_only_root_refuses_writing_everywhere_but_in_the_temporary_directory()
    {
        var said = (await bundle.RunAsync("touch /a /etc/b /sys/c 2>&1; touch /tmp/d && ls /tmp", workload: SpecUnderTest.Workload with { ReadOnlyRoot = true })).Succeeded();

        Assert.Equal("touch: /a: Read-only file system\ntouch: /etc/b: Read-only file system\ntouch: /sys/c: Read-only file system\nd\n", said);
    }

    [Fact]
    public async Task A_root_that_is_not_read_only_can_be_written_to() =>
        Assert.Equal("/a\n", (await bundle.RunAsync("touch /a && ls /a")).Succeeded());

    [Fact]
    public async Task Limits_of_memory_and_processor_time_are_seen_from_inside()
    {
        var workload = SpecUnderTest.Workload with { Limits = new FunctionResources { Memory = "64Mi", Cpu = "250m" }, Requests = new FunctionResources { Cpu = "100m" } };

        var said = (await bundle.RunAsync(
            "cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes cpu/cpu.cfs_quota_us cpu/cpu.shares 2>/dev/null || cat memory.max cpu.max", workload: workload)).Succeeded();

        Assert.True(said is "67108864\n25000\n102\n" or "67108864\n25000 100000\n", said);
    }

    [Fact]
    public async Task What_takes_more_memory_than_it_may_is_ended()
    {
        var workload = SpecUnderTest.Workload with { Limits = new FunctionResources { Memory = "16Mi" } };

        var ended = await bundle.RunAsync("dd if=/dev/zero of=/dev/null bs=64M count=1 && echo got it", workload: workload);

        Assert.NotEqual(0, ended.ExitCode);
        Assert.DoesNotContain("got it", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_privilege_can_be_gained_and_few_are_had()
    {
        var said = (await bundle.RunAsync("grep -E 'NoNewPrivs|CapEff|CapBnd|CapAmb' /proc/self/status; mknod /n c 1 3 2>&1")).Output;

        // Bits of chown, dac_override, fowner, fsetid, kill, setgid, setuid and net_bind_service.
        Assert.Equal("CapEff:\t00000000000004fb\nCapBnd:\t00000000000004fb\nCapAmb:\t0000000000000000\nNoNewPrivs:\t1\nmknod: /n: Operation not permitted\n", said);
    }

    [Fact]
    public async Task What_tells_of_the_machine_is_hidden_and_its_settings_cannot_be_changed()
    {
        var said = (await bundle.RunAsync("cat /proc/kcore /proc/keys /proc/timer_list /proc/interrupts; ls /sys/firmware /proc/acpi; echo 1 > /proc/sys/kernel/panic")).Output;
        var errors = await bundle.RunAsync("exec 2>&1; f=/sys/fs/cgroup/memory/memory.limit_in_bytes; [ -e $f ] || f=/sys/fs/cgroup/memory.max; echo 1 > /proc/sys/kernel/panic; echo 99999999 > $f");

        Assert.Equal("/proc/acpi:\n\n/sys/firmware:\n", said);
        Assert.True(errors.Output.Split("Read-only file system").Length == 3, errors.Output);
    }

    [Fact]
    public async Task Secrets_are_files_that_cannot_be_written()
    {
        var facts = bundle.Facts with { SecretsDirectory = bundle.Folder("secrets", "token", "s3cret") };

        var said = (await bundle.RunAsync("cat /var/openfaas/secrets/token; echo; echo x 2>&1 > /var/openfaas/secrets/token", facts: facts)).Output;

        Assert.StartsWith("s3cret\n", said, StringComparison.Ordinal);
        Assert.Equal("s3cret", File.ReadAllText(Path.Combine(facts.SecretsDirectory, "token")));
    }

    [Fact]
    public async Task Names_are_looked_up_as_the_files_of_the_hub_say() =>
        Assert.Equal("nameserver 10.62.0.1\n127.0.0.1 localhost\n", (await bundle.RunAsync("cat /etc/resolv.conf /etc/hosts")).Succeeded());

    [Fact]
    public async Task It_sees_nothing_of_the_machines_processes_and_control_groups()
    {
        var said = (await bundle.RunAsync("ps | grep -v ps; cat /proc/self/cgroup")).Output;

        Assert.DoesNotContain("dotnet", said, StringComparison.Ordinal);
        Assert.DoesNotContain(bundle.Facts.Id, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pings_and_low_ports_need_no_privilege()
    {
        var image = new ImageProcess { Env = ["PATH=/bin"], User = "app" };

        Assert.Equal("0\n0\t2147483647\n", (await bundle.RunAsync("cat /proc/sys/net/ipv4/ip_unprivileged_port_start /proc/sys/net/ipv4/ping_group_range", image)).Succeeded());
    }
}
