using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Containers.Events;
using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.Tests.Images;
using Connectors.TestServers.Containerd;
using Connectors.TestServers.Registries;

namespace Connectors.Providers.Faasd.Tests.Containers;

/// <summary>What containers go through, and what is left of them.</summary>
public sealed class LifecycleTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(TaskPhase.Created))]
    [InlineData(nameof(TaskPhase.Running))]
    [InlineData(nameof(TaskPhase.Paused))]
    [InlineData(nameof(TaskPhase.Exited))]
    public async Task Nothing_is_left_of_a_container_that_is_removed(string state)
    {
        var phase = Enum.Parse<TaskPhase>(state);
        await using var containerd = await ContainerdUnderTest.StartAsync();
        var image = await PullAsync(containerd);
        var before = await Leftovers.CollectAsync(containerd.Namespace);
        var (container, plan) = await ContainerUnderTest.PlanAsync(image, "/bin/sleep", phase == TaskPhase.Exited ? "0" : "1000");
        using var _ = container;
        await containerd.Store.CreateAsync(plan, Ending);
        await containerd.Tasks.CreateAsync(container.Id, null, Ending);
        if (phase != TaskPhase.Created)
            await containerd.Tasks.StartAsync(container.Id, Ending);
        if (phase == TaskPhase.Paused)
            await containerd.Tasks.PauseAsync(container.Id, Ending);
        if (phase == TaskPhase.Exited)
            await containerd.Tasks.WaitAsync(container.Id, Ending);
        Assert.Equal(phase, (await containerd.Tasks.FindAsync(container.Id, Ending))!.Phase);
        Assert.True(Directory.Exists("/sys/fs/cgroup/memory" + container.Cgroup) || phase == TaskPhase.Exited);

        // The second time finds nothing, which is no fault.
        for (var i = 0; i < 2; i++)
            await containerd.Removal.RemoveAsync(container.Id, TimeSpan.Zero, Ending);

        Assert.Empty(await containerd.Store.ListAsync(null, Ending));
        Assert.Empty(await containerd.Tasks.ListAsync(Ending));
        Assert.Equal(before, await Leftovers.CollectAsync(containerd.Namespace));
        Assert.False(Directory.Exists("/sys/fs/cgroup/memory" + container.Cgroup));
        Assert.Empty(ContainerdShims.Of(containerd.Server.Address));
        Assert.Empty(MountsBelow.Of(Path.GetDirectoryName(containerd.Server.Address)!));
    }

    [Fact]
    public async Task Who_hears_the_signal_may_end_by_itself_and_who_does_not_is_ended()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        var image = await PullAsync(containerd);
        var (polite, politePlan) = await ContainerUnderTest.PlanAsync(image, "/bin/sh", "-c", "trap 'echo bye; exit 0' TERM; echo up; while true; do sleep 0.05; done");
        var (deaf, deafPlan) = await ContainerUnderTest.PlanAsync(image, "/bin/sh", "-c", "trap '' TERM; echo up; while true; do sleep 0.05; done");
        using var _ = polite;
        using var __ = deaf;
        await RunAsync(containerd, polite, politePlan);
        await RunAsync(containerd, deaf, deafPlan);
        await containerd.Removal.StopAsync(polite.Id, TimeSpan.FromSeconds(30), Ending);
        await containerd.Removal.StopAsync(deaf.Id, TimeSpan.FromMilliseconds(200), Ending);
        Assert.Equal("up\nbye\n", polite.OutputSoFar);
        Assert.Empty(await containerd.Tasks.ListAsync(Ending));
        Assert.Equal(2, (await containerd.Store.ListAsync(null, Ending)).Count);
    }

    [Fact]
    public async Task Who_is_paused_goes_on_when_it_is_resumed()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        var image = await PullAsync(containerd);
        var (container, plan) = await ContainerUnderTest.PlanAsync(image, "/bin/sh", "-c", "echo up; while true; do sleep 0.05; [ -e /tmp/end ] && exit 3; done");
        using var _ = container;
        await RunAsync(containerd, container, plan);
        await containerd.Tasks.PauseAsync(container.Id, Ending);
        var process = (await containerd.Tasks.FindAsync(container.Id, Ending))!.ProcessId;
        File.WriteAllText($"/proc/{process}/root/tmp/end", "");
        Assert.Equal(TaskPhase.Paused, (await containerd.Tasks.FindAsync(container.Id, Ending))!.Phase);
        await containerd.Tasks.ResumeAsync(container.Id, Ending);
        Assert.Equal(3, (await containerd.Tasks.WaitAsync(container.Id, Ending))!.ExitCode);
        await containerd.Removal.RemoveAsync(container.Id, TimeSpan.Zero, Ending);
    }

    [Fact]
    public async Task Containers_outlive_a_containerd_that_is_killed_and_keep_what_they_are()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        var image = await PullAsync(containerd);
        var (container, plan) = await ContainerUnderTest.PlanAsync(image, "/bin/sh", "-c", "echo up; exec sleep 1000");
        using var _ = container;
        var long_ = new byte[100_000];
        plan = plan with
        {
            Labels = new Dictionary<string, string> { ["com.openfaas/function"] = "shout", ["other"] = "" },
            Attachments = new Dictionary<string, ReadOnlyMemory<byte>> { ["deployment"] = long_ },
        };
        await RunAsync(containerd, container, plan);
        await using var notices = containerd.Events.WatchAsync(Ending).GetAsyncEnumerator(Ending);
        Assert.True(await notices.MoveNextAsync());

        await containerd.Server.KillAsync();
        await Assert.ThrowsAsync<ContainerdException>(async () => await notices.MoveNextAsync());
        await containerd.Server.StartAgainAsync();

        var found = Assert.Single(await containerd.Store.ListAsync("com.openfaas/function", Ending));
        Assert.Equal((container.Id, "shout", image.Name), (found.Id, found.Labels["com.openfaas/function"], found.Image));
        Assert.Equal(long_, found.Attachments["deployment"].ToArray());
        Assert.Equal(TaskPhase.Running, (await containerd.Tasks.FindAsync(container.Id, Ending))!.Phase);
        await using var again = containerd.Events.WatchAsync(Ending).GetAsyncEnumerator(Ending);
        Assert.True(await again.MoveNextAsync());
        Assert.IsType<TaskNotice.Listening>(again.Current);
        await containerd.Tasks.SignalAsync(container.Id, 9, toAll: true, Ending);
        Assert.True(await again.MoveNextAsync());
        Assert.Equal(137, Assert.IsType<TaskNotice.Exited>(again.Current).End.ExitCode);
        await containerd.Removal.RemoveAsync(container.Id, TimeSpan.Zero, Ending);
    }

    [Fact]
    public async Task A_second_container_of_a_name_is_refused_and_harms_the_first_in_nothing()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        var image = await PullAsync(containerd);
        var (container, plan) = await ContainerUnderTest.PlanAsync(image, "/bin/sh", "-c", "echo up; exec sleep 1000");
        using var _ = container;
        await RunAsync(containerd, container, plan);
        var fault = await Assert.ThrowsAsync<ContainerdException>(() => containerd.Store.CreateAsync(plan, Ending));
        Assert.True(fault.IsPresent);
        Assert.NotNull(await containerd.Store.FindAsync(container.Id, Ending));
        Assert.Equal(0, (await Leftovers.CollectAsync(containerd.Namespace)).Leases);
        await containerd.Removal.RemoveAsync(container.Id, TimeSpan.Zero, Ending);
    }

    [Fact]
    public async Task A_container_of_a_program_that_is_not_there_says_so_and_can_be_removed()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        var image = await PullAsync(containerd);
        var (container, plan) = await ContainerUnderTest.PlanAsync(image, "/bin/nowhere");
        using var _ = container;
        await containerd.Store.CreateAsync(plan, Ending);
        var fault = await Assert.ThrowsAsync<ContainerdException>(() => containerd.Tasks.CreateAsync(container.Id, null, Ending));
        Assert.Contains("/bin/nowhere", fault.Message, StringComparison.Ordinal);
        await containerd.Removal.RemoveAsync(container.Id, TimeSpan.Zero, Ending);
        Assert.Empty(ContainerdShims.Of(containerd.Server.Address));
    }

    private static async Task<ContainerImage> PullAsync(ContainerdUnderTest containerd)
    {
        await using var registry = await RegistryServer.StartAsync();
        await registry.PushAsync("shout", "1", ImageBuild.OfBusybox("/bin/true"));
        return await containerd.PullAsync($"{registry.Host}/shout:1");
    }

    /// <summary>Returns when it has written that it is up.</summary>
    private static async Task RunAsync(ContainerdUnderTest containerd, ContainerUnderTest container, ContainerPlan plan)
    {
        await containerd.Store.CreateAsync(plan, Ending);
        await containerd.Tasks.CreateAsync(container.Id, container.Output, Ending);
        await containerd.Tasks.StartAsync(container.Id, Ending);
        while (!container.OutputSoFar.Contains("up\n", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Ending);
    }
}
