using Connectors.Core.Functions;
using Connectors.Providers.Faasd.Containers;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Providers.Faasd.Tests.Providing;

/// <summary>Functions at zero: paused, and back at once, or removed.</summary>
public sealed class RestingTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_function_at_zero_is_paused_and_the_same_process_answers_when_it_comes_back()
    {
        await using var host = await FaasdHost.StartAsync();
        var shout = await host.Provider.RunAsync(host.Shout("shout"));
        var before = Assert.Single(await TasksAsync(host));
        await host.Provider.ScaleAsync(shout, 0);
        await PhaseAsync(host, TaskPhase.Paused);
        await host.Provider.ScaleAsync(shout, 1);
        Assert.Equal("HELLO", await host.Provider.CallAsync(shout, "hello"));
        Assert.Equal((before.Container, before.ProcessId, TaskPhase.Running), (await TasksAsync(host))[0] is var after ? (after.Container, after.ProcessId, after.Phase) : default);
    }

    [Fact]
    public async Task A_paused_function_survives_a_restart_of_the_hub_and_comes_back()
    {
        await using var host = await FaasdHost.StartAsync();
        var shout = await host.Provider.RunAsync(host.Shout("shout"));
        var before = Assert.Single(await TasksAsync(host));
        await host.Provider.ScaleAsync(shout, 0);
        await PhaseAsync(host, TaskPhase.Paused);
        await host.RestartAsync();
        Assert.Equal(0, (await host.Provider.Resolution.ResolveAsync(shout, Ending))!.Wanted);
        Assert.Equal(TaskPhase.Paused, Assert.Single(await TasksAsync(host)).Phase);
        await host.Provider.ScaleAsync(shout, 1);
        Assert.Equal("HELLO", await host.Provider.CallAsync(shout, "hello"));
        Assert.Equal(before.ProcessId, Assert.Single(await TasksAsync(host)).ProcessId);
    }

    [Fact]
    public async Task A_function_whose_label_says_so_is_removed_at_zero()
    {
        await using var host = await FaasdHost.StartAsync();
        var shout = await host.Provider.RunAsync(host.Shout("shout") with { Labels = new Dictionary<string, string> { ["com.openfaas.scale.zero-mode"] = "remove" } });
        await host.Provider.ScaleAsync(shout, 0);
        await FunctionCalls.EventuallyAsync(async () => (await TasksAsync(host)).Count == 0, () => "the container is still there");
        await host.Provider.ScaleAsync(shout, 1);
        Assert.Equal("HELLO", await host.Provider.CallAsync(shout, "hello"));
    }

    [Fact]
    public async Task Who_is_called_when_it_is_scaled_to_zero_ends_its_call_before_it_rests()
    {
        await using var host = await FaasdHost.StartAsync();
        var slow = await host.Provider.RunAsync(host.Shell("slow", "echo begun >&2; sleep 3; echo -n done", ("combine_output", "false")));
        var call = host.Provider.CallAsync(slow);
        await host.Provider.LineAsync(slow, "begun");
        await host.Provider.ScaleAsync(slow, 0);
        Assert.Equal("done", await call);
        await PhaseAsync(host, TaskPhase.Paused);
    }

    [Fact]
    public async Task Of_several_replicas_as_many_rest_as_come_back_first()
    {
        await using var host = await FaasdHost.StartAsync();
        var shout = await host.Provider.RunAsync(host.Shout("shout"));
        await host.Provider.ScaleAsync(shout, 3);
        await host.Provider.ScaleAsync(shout, 0);
        await FunctionCalls.EventuallyAsync(async () => await TasksAsync(host) is [{ Phase: TaskPhase.Paused }], () => "not one rests alone");
        await host.Provider.ScaleAsync(shout, 2);
        Assert.Equal("HELLO", await host.Provider.CallAsync(shout, "hello"));
    }

    [Fact]
    public async Task A_paused_function_that_is_removed_leaves_nothing()
    {
        await using var host = await FaasdHost.StartAsync();
        var shout = await host.Provider.RunAsync(host.Shout("shout"));
        await host.Provider.ScaleAsync(shout, 0);
        await PhaseAsync(host, TaskPhase.Paused);
        await host.Provider.DeleteAsync(shout);
        await FunctionCalls.EventuallyAsync(async () => (await TasksAsync(host)).Count == 0, () => "the container is still there");
    }

    private static Task<IReadOnlyList<TaskState>> TasksAsync(FaasdHost host) =>
        host.Services.GetRequiredService<ContainerSpaces>().Of(FunctionName.DefaultNamespace).Tasks.ListAsync(Ending);

    private static Task PhaseAsync(FaasdHost host, TaskPhase phase) =>
        FunctionCalls.EventuallyAsync(async () => (await TasksAsync(host)).All(task => task.Phase == phase), () => $"not {phase}");
}
