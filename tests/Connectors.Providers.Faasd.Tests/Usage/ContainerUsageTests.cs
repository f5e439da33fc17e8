using Connectors.Core.Functions;
using Connectors.Providers.Faasd.Tests.Specs;
using Connectors.Providers.Faasd.Tests.Specs.Running;
using Connectors.Providers.Faasd.Usage;

namespace Connectors.Providers.Faasd.Tests.Usage;

/// <summary>What a real container uses, counted by this machine's kernel.</summary>
public sealed class ContainerUsageTests
{
    [Fact]
    public async Task What_a_container_uses_is_counted_while_it_runs_and_no_longer()
    {
        using var bundle = RuncBundle.Create();
        var hierarchy = CgroupHierarchy.Detect()!;
        var signals = bundle.Folder("signals", "begun", "");
        var facts = bundle.Facts with { Binds = [new(signals, "/signals", ReadOnly: false)], CountsSwap = hierarchy.CountsSwap() };
        var workload = SpecUnderTest.Workload with { Limits = new FunctionResources { Memory = "64Mi" } };

        // It keeps 8 MiB and a processor until it is told to end.
        var running = bundle.RunAsync("x=$(dd if=/dev/zero bs=1M count=8 2>/dev/null | tr '\\0' x); echo ready > /signals/ready; while [ ! -e /signals/end ]; do :; done; echo ${#x}", workload: workload, facts: facts);
        await AppearsAsync(Path.Combine(signals, "ready"), running);
        var first = hierarchy.Read(facts.CgroupPath);
        var second = first;
        while (second?.CpuNanoseconds <= first?.CpuNanoseconds)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            second = hierarchy.Read(facts.CgroupPath);
        }
        File.WriteAllText(Path.Combine(signals, "end"), "");
        (await running).Succeeded();

        Assert.InRange(first!.Value.MemoryBytes, 8 << 20, 64 << 20);
        Assert.True(second!.Value.CpuNanoseconds > first.Value.CpuNanoseconds);
        Assert.Null(hierarchy.Read(facts.CgroupPath));
    }

    private static async Task AppearsAsync(string file, Task<Command> running)
    {
        while (!File.Exists(file) && !running.IsCompleted)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(file), running.IsCompleted ? (await running).Errors : "");
    }
}
