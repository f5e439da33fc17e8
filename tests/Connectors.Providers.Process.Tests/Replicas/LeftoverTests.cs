using Microsoft.Extensions.DependencyInjection;
using System.Diagnostics;
using Connectors.Providers.Process.Replicas;

namespace Connectors.Providers.Process.Tests.Replicas;

public sealed class LeftoverTests : ProcessProviderTests
{
    private string DataId => Host.Services.GetRequiredService<ReplicaSurroundings>().DataId;

    private static System.Diagnostics.Process Sleeper(string mark)
    {
        var start = new ProcessStartInfo("setsid") { ArgumentList = { "sh", "-c", "sleep 1000 & wait" } };
        start.Environment[ReplicaMark.Variable] = mark;
        return System.Diagnostics.Process.Start(start)!;
    }

    [Fact]
    public async Task Processes_of_a_killed_hub_end_before_its_functions_start_again()
    {
        var mark = $"{DataId}/openfaas-fn/a/a-12345678";
        await Host.StopAsync();
        using var leftover = Sleeper(mark);
        await Await.TrueAsync(() => MarkedProcesses.Find(mark).Count == 2, "the process and its child run");
        await Host.StartAgainAsync();
        await leftover.WaitForExitAsync(Cancellation);
        Assert.Empty(MarkedProcesses.Find(mark));
        Assert.Contains(Host.Recorder.Lines, line => line.Contains("left behind", StringComparison.Ordinal) && line.Contains("a-12345678", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Processes_of_another_hub_are_left_alone()
    {
        await Host.StopAsync();
        var mark = $"{Guid.NewGuid():N}/openfaas-fn/a/a-12345678";
        using var stranger = Sleeper(mark);
        try
        {
            await Await.TrueAsync(() => MarkedProcesses.Find(mark).Count == 2, "the process and its child run");
            await Host.StartAgainAsync();
            Assert.Equal(2, MarkedProcesses.Find(mark).Count);
        }
        finally
        {
            stranger.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task What_a_function_detached_does_not_outlive_it()
    {
        // The run ends when the other process is in a session of its own, out of reach of what ends the run's group.
        var name = await RunAsync(Recipes.Shell("a", "setsid sh -c \"echo > detached; exec sleep 1000\" >/dev/null 2>&1 </dev/null & until [ -e detached ]; do sleep 0.05; done; echo started"));
        Assert.Equal("started\n", await CallAsync(name));
        var mark = $"{DataId}/openfaas-fn/a/";
        await Await.TrueAsync(() => MarkedProcesses.Find(mark).Count > 0, "the detached process runs");
        await Provider.Deployment.DeleteAsync(name, Cancellation);
        await Await.TrueAsync(() => MarkedProcesses.Find(mark).Count == 0, "the detached process is gone");
    }

    [Fact]
    public async Task Nothing_runs_after_the_hub_has_stopped()
    {
        var id = DataId;
        var name = await RunAsync(Recipes.Shell("a", "sleep 1000", ("mode", "streaming"), ("exec_timeout", "0"), ("write_timeout", "1s")));
        var call = CallAsync(name);
        await Await.TrueAsync(() => MarkedProcesses.Find(id).Count > 0, "the function runs");
        await Host.StopAsync();
        Assert.Empty(MarkedProcesses.Find(id));
        await Assert.ThrowsAnyAsync<Exception>(() => call);
    }
}
