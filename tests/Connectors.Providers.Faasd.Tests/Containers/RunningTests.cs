using Connectors.Providers.Faasd.Containers.Events;
using Connectors.TestServers.Registries;

namespace Connectors.Providers.Faasd.Tests.Containers;

/// <summary>Images of a registry become containers that run.</summary>
public sealed class RunningTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_is_pulled_and_run_and_its_end_is_told()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        await using var registry = await RegistryServer.StartAsync();
        await registry.PushAsync("shout", "1", ImageBuild.OfBusybox("/bin/sh", "-c", "echo $greeting from $HOSTNAME; exit 7"));
        var image = await containerd.PullAsync($"{registry.Host}/shout:1");
        var (container, plan) = await ContainerUnderTest.PlanAsync(image);
        using var _ = container;

        await using var notices = containerd.Events.WatchAsync(Ending).GetAsyncEnumerator(Ending);
        Assert.True(await notices.MoveNextAsync());
        Assert.IsType<TaskNotice.Listening>(notices.Current);
        await containerd.Store.CreateAsync(plan, Ending);
        var process = await containerd.Tasks.CreateAsync(container.Id, container.Output, Ending);
        Assert.True(process > 0);
        await containerd.Tasks.StartAsync(container.Id, Ending);
        Assert.True(await notices.MoveNextAsync());

        var exited = Assert.IsType<TaskNotice.Exited>(notices.Current);
        Assert.Equal((container.Id, 7), (exited.Container, exited.End.ExitCode));
        Assert.Equal(7, (await containerd.Tasks.DeleteAsync(container.Id, Ending))!.ExitCode);
        Assert.Equal($"hello from {container.Id}\n", container.OutputSoFar);
        await containerd.Removal.RemoveAsync(container.Id, TimeSpan.Zero, Ending);
        Assert.Null(await containerd.Store.FindAsync(container.Id, Ending));
    }
}
