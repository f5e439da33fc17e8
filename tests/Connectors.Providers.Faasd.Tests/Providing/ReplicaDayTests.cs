using System.Text.Json.Nodes;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Faasd.Containers;
using Connectors.TestServers;
using Connectors.TestServers.Containerd;
using Connectors.TestServers.Registries;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Providers.Faasd.Tests.Providing;

/// <summary>Containers that end, and who watches them.</summary>
public sealed class ReplicaDayTests
{
    private const int SigKill = 9;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_container_that_exits_at_once_is_told_and_tried_again()
    {
        await using var host = await FaasdHost.StartAsync();
        var short_ = await host.Provider.DeployAsync(await OfCommandAsync(host, "short", "echo born; exit 3"));
        await host.Provider.ReasonAsync(short_, "it exited with 3");
        Assert.Equal((1, 0), await host.Provider.Catalogue.GetAsync(short_, Ending) is { } status ? (status.Replicas, status.AvailableReplicas) : default);
        await FunctionCalls.EventuallyAsync(async () => (await host.Provider.LinesAsync(short_)).Count(line => line == "born") >= 3, () => "it is not tried again");
    }

    [Fact]
    public async Task A_program_that_is_not_in_the_image_is_told()
    {
        await using var host = await FaasdHost.StartAsync();
        var image = FunctionImages.Build();
        image.Process["Cmd"] = new JsonArray("/bin/nowhere");
        await host.Registry.PushAsync("nowhere", "1", image);
        var nowhere = await host.Provider.DeployAsync(new FunctionDeployment { Service = "nowhere", Image = $"{host.Registry.Host}/nowhere:1" });
        await host.Provider.ReasonAsync(nowhere, "/bin/nowhere");
    }

    [Fact]
    public async Task A_container_that_wants_more_memory_than_it_may_have_is_told()
    {
        await using var host = await FaasdHost.StartAsync();
        var greedy = await host.Provider.DeployAsync(await OfCommandAsync(host, "greedy", "exec tail /dev/zero") with { Limits = new FunctionResources { Memory = "16Mi" } });
        Assert.Contains("16Mi", await host.Provider.ReasonAsync(greedy, "limits.memory"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_of_a_function_that_is_ended_for_its_memory_is_told_in_its_log()
    {
        await using var host = await FaasdHost.StartAsync();
        var greedy = await host.Provider.RunAsync(host.Shell("greedy", "tail /dev/zero; echo -n $?") with { Limits = new FunctionResources { Memory = "64Mi" } });
        await host.Provider.CallAsync(greedy);
        await host.Provider.LineAsync(greedy, "out of memory");
    }

    [Fact]
    public async Task A_replica_whose_watcher_is_killed_is_made_anew()
    {
        await using var host = await FaasdHost.StartAsync();
        var shout = await host.Provider.RunAsync(host.Shout("shout"));
        Signals.Send(Assert.Single(ContainerdShims.Of(host.Settings.Address)), SigKill);
        await host.Provider.UntilAsync(shout, endpoints => endpoints.Ready.Count == 0);
        await host.Provider.ReadyAsync(shout);
        Assert.Equal("HELLO", await host.Provider.CallAsync(shout, "hello"));
    }

    [Fact]
    public async Task A_function_that_stops_answering_is_taken_out_of_service_and_comes_back()
    {
        await using var host = await FaasdHost.StartAsync();
        var shout = await host.Provider.RunAsync(host.Shout("shout"));
        var tasks = host.Services.GetRequiredService<ContainerSpaces>().Of(FunctionName.DefaultNamespace).Tasks;
        var container = Assert.Single(await tasks.ListAsync(Ending)).Container;
        await tasks.PauseAsync(container, Ending);
        await host.Provider.ReasonAsync(shout, "does not answer");
        await tasks.ResumeAsync(container, Ending);
        await host.Provider.ReadyAsync(shout);
    }

    [Fact]
    public async Task Without_containerd_functions_serve_and_changes_are_refused_until_it_is_back()
    {
        await using var host = await FaasdHost.StartAsync();
        var shout = await host.Provider.RunAsync(host.Shout("shout"));
        var health = host.Services.GetRequiredService<IProviderHealth>();
        await host.Containerd.KillAsync();
        await FunctionCalls.EventuallyAsync(() => Task.FromResult(health.Fault is not null), () => "nobody notices");
        Assert.Contains(host.Settings.Address, health.Fault!, StringComparison.Ordinal);
        Assert.Equal("HELLO", await host.Provider.CallAsync(shout, "hello"));
        var refused = await Assert.ThrowsAsync<ProviderUnavailableException>(() => host.Provider.Scaling.ScaleAsync(shout, 2, Ending));
        Assert.Contains("containerd", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await host.Provider.Catalogue.GetAsync(shout, Ending))!.Replicas);
        await host.Containerd.StartAgainAsync();
        await FunctionCalls.EventuallyAsync(() => Task.FromResult(health.Fault is null), () => "still away");
        await host.Provider.ScaleAsync(shout, 2);
        Assert.Equal("HELLO", await host.Provider.CallAsync(shout, "hello"));
    }

    [Fact]
    public async Task What_ends_while_containerd_is_away_is_noticed_when_it_is_back()
    {
        await using var host = await FaasdHost.StartAsync();
        var shout = await host.Provider.RunAsync(host.Shout("shout"));
        var tasks = host.Services.GetRequiredService<ContainerSpaces>().Of(FunctionName.DefaultNamespace).Tasks;
        var before = Assert.Single(await tasks.ListAsync(Ending)).ProcessId;
        await host.Containerd.KillAsync();
        Signals.Send(before, SigKill);
        await host.Containerd.StartAgainAsync();
        await FunctionCalls.EventuallyAsync(async () => await tasks.ListAsync(Ending) is [{ Phase: TaskPhase.Running } task] && task.ProcessId != before, () => "it is not made anew");
        await host.Provider.ReadyAsync(shout);
    }

    // An image whose whole command this is: without a watchdog.
    private static async Task<FunctionDeployment> OfCommandAsync(FaasdHost host, string name, string script)
    {
        var image = FunctionImages.Build();
        image.Process["Cmd"] = new JsonArray("sh", "-c", script);
        await host.Registry.PushAsync(name, "1", image);
        return new FunctionDeployment { Service = name, Image = $"{host.Registry.Host}/{name}:1" };
    }
}
