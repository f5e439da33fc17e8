using System.Net;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Images;
using Connectors.TestServers.Containerd;

namespace Connectors.Providers.Faasd.Tests.Providing;

/// <summary>The hub as a process of its own: killed, stopped, started again, and what it leaves.</summary>
public sealed class HubDayTests
{
    private const string Serving = "serves the faas-provider API";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Functions_serve_while_the_hub_is_killed_and_are_taken_over_by_the_next()
    {
        await using var host = await FaasdHost.MakeAsync();
        await using var hub = host.Program("provider", "faasd");
        await hub.StartAsync(Serving);
        await hub.TextAsync(HttpMethod.Post, "system/functions", host.Shell("shout", "tr a-z A-Z; echo said >&2", ("combine_output", "false")));
        await hub.ReadyAsync(1);
        Assert.Equal("HELLO", await hub.TextAsync(HttpMethod.Post, "function/shout", "hello"));
        var before = Assert.Single(await TasksAsync(host));
        await hub.KillAsync();
        // Nobody is there but the function itself.
        var lonely = new Uri($"http://{AddressOf(host)}:8080/");
        Assert.Equal("HELLO", await FunctionCalls.CallAsync(lonely, "hello"));
        await hub.StartAsync(Serving);
        await hub.ReadyAsync(1);
        Assert.Equal("HELLO", await hub.TextAsync(HttpMethod.Post, "function/shout", "hello"));
        Assert.Equal(before, Assert.Single(await TasksAsync(host)));
        // What it wrote meanwhile has not been lost.
        await FunctionCalls.EventuallyAsync(
            async () => (await hub.TextAsync(HttpMethod.Get, "system/logs?name=shout&follow=false")).Split("\"said\"").Length - 1 == 3, () => hub.Output);
    }

    [Fact]
    public async Task A_provider_that_is_stopped_leaves_functions_and_up_takes_them_along()
    {
        await using var host = await FaasdHost.MakeAsync();
        await using (var provider = host.Program("provider", "faasd"))
        {
            await provider.StartAsync(Serving);
            await provider.TextAsync(HttpMethod.Post, "system/functions", host.Shout("shout"));
            await provider.ReadyAsync(1);
            await provider.TerminateAsync();
        }
        Assert.Equal(TaskPhase.Running, Assert.Single(await TasksAsync(host)).Phase);
        await using var up = host.Program("up");
        await up.StartAsync();
        await up.ReadyAsync(1);
        Assert.Equal("HELLO", await up.TextAsync(HttpMethod.Post, "function/shout", "hello"));
        await up.TerminateAsync();
        Assert.Empty(await TasksAsync(host));
        // What was asked for is recorded all the same.
        await up.StartAsync();
        await up.ReadyAsync(1);
    }

    [Fact]
    public async Task After_a_restart_of_the_machine_every_function_is_there_again()
    {
        await using var host = await FaasdHost.StartAsync();
        var shout = await host.Provider.RunAsync(host.Shout("shout") with { Annotations = new Dictionary<string, string> { ["topic"] = "t" } });
        await host.Provider.ScaleAsync(shout, 2);
        var resting = await host.Provider.RunAsync(host.Shout("resting"));
        await host.Provider.ScaleAsync(resting, 0);
        await host.StopAsync();
        await host.Containerd.StopAsync();
        // What a restart of the machine takes along: processes, and what lies in memory.
        await ContainerdShims.EndAsync(host.Settings.Address);
        await MountsBelow.RemoveAsync(host.Settings.StateDir);
        Directory.Delete(host.Settings.StateDir, recursive: true);
        Directory.Delete(host.Settings.CniDataDir, recursive: true);
        await host.Containerd.StartAgainAsync();
        await host.StartAgainAsync();
        await host.Provider.ReadyAsync(shout, 2);
        Assert.Equal("HELLO", await host.Provider.CallAsync(shout, "hello"));
        Assert.Equal("t", (await host.Provider.Catalogue.GetAsync(shout, Ending))!.Annotations["topic"]);
        Assert.Equal(0, (await host.Provider.Resolution.ResolveAsync(resting, Ending))!.Wanted);
        await host.Provider.ScaleAsync(resting, 1);
        Assert.Equal("HELLO", await host.Provider.CallAsync(resting, "hello"));
    }

    [Fact]
    public async Task Twenty_functions_that_come_and_go_leave_the_machine_as_it_was()
    {
        await using var host = await FaasdHost.MakeAsync();
        await using var hub = host.Program("up");
        await hub.StartAsync();
        await hub.TextAsync(HttpMethod.Post, "system/secrets", new { name = "key", value = "v" });
        await hub.TextAsync(HttpMethod.Post, "system/functions", host.TellSecret("first", "key") with { ReadOnlyRootFilesystem = true });
        await hub.ReadyAsync(1);
        await hub.TextAsync(HttpMethod.Delete, "system/functions", new { functionName = "first" });
        await FunctionCalls.EventuallyAsync(async () => (await StateAsync(host)) is { Containers: 0, Tasks: 0, Shims: 0, Files: 0 }, () => hub.Output);
        // The image is here and the bridge is up: what follows has to leave no trace.
        var before = await StateAsync(host);
        var deployed = Enumerable.Range(0, 20).Select(i => hub.TextAsync(HttpMethod.Post, "system/functions", host.TellSecret($"fn{i}", "key") with { ReadOnlyRootFilesystem = i % 2 == 0 }));
        await Task.WhenAll(deployed);
        await hub.ReadyAsync(20);
        var full = await StateAsync(host);
        Assert.Equal((40, 20, 20), (full.Containers, full.Tasks, full.Addresses));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => hub.TextAsync(HttpMethod.Delete, "system/functions", new { functionName = $"fn{i}" })));
        await before.AgainAsync(() => StateAsync(host));
        await hub.TerminateAsync();
        Assert.Equal(before, await StateAsync(host));
    }

    [Fact]
    public async Task Fifty_functions_at_once_all_come_up()
    {
        await using var host = await FaasdHost.StartAsync();
        var names = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => host.Provider.DeployAsync(host.Answer($"fn{i}", $"{i}"))));
        foreach (var name in names)
            await host.Provider.ReadyAsync(name);
        for (var i = 0; i < names.Length; i++)
            Assert.Equal($"{i}", await host.Provider.CallAsync(names[i]));
    }

    [Fact]
    public async Task What_a_crash_leaves_is_removed_at_the_next_start()
    {
        await using var host = await FaasdHost.StartAsync();
        var before = await StateAsync(host);
        var shout = await host.Provider.RunAsync(host.Shout("shout"));
        var image = await StateAsync(host);
        await host.StopAsync();
        // The record goes as if the hub had been killed between it and the replica.
        await RemoveRecordAsync(host, "shout");
        await host.StartAgainAsync();
        Assert.Null(await host.Provider.Catalogue.GetAsync(shout, Ending));
        await (before with { Snapshots = image.Snapshots - 1 }).AgainAsync(() => StateAsync(host));
    }

    [Fact]
    public async Task A_second_hub_on_the_same_functions_is_refused()
    {
        await using var host = await FaasdHost.StartAsync();
        await using var hub = host.Program("provider", "faasd");
        var (code, said) = await hub.RunAsync();
        Assert.NotEqual(0, code);
        Assert.Contains(host.Settings.StateDir, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_on_the_machine_is_told_all_at_once_with_exit_code_2()
    {
        await using var host = await FaasdHost.MakeAsync();
        await using var hub = host.Program("up");
        var (code, said) = await hub.RunAsync(new Dictionary<string, string>
        {
            ["CONNECTORS_FAASD__ADDRESS"] = "/nowhere/containerd.sock",
            ["CONNECTORS_FAASD__CNI_BIN_DIR"] = "/nowhere/cni",
        });
        Assert.Equal(2, code);
        Assert.Contains("containerd does not answer at /nowhere/containerd.sock", said, StringComparison.Ordinal);
        Assert.Contains("faasd.cni-bin-dir", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Functions_call_the_gateway_by_its_name()
    {
        await using var host = await FaasdHost.MakeAsync();
        await using var hub = host.Program("up");
        await hub.StartAsync();
        await hub.TextAsync(HttpMethod.Post, "system/functions", host.Answer("echo", "heard"));
        await hub.TextAsync(HttpMethod.Post, "system/functions", host.Shell("asker", $"wget -q -O - http://gateway:{hub.Port}/function/echo"));
        await hub.ReadyAsync(2);
        Assert.Equal("heard", await hub.TextAsync(HttpMethod.Post, "function/asker"));
        Assert.Contains("\"containerd\"", await hub.TextAsync(HttpMethod.Get, "system/info"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_of_a_function_whose_container_exits_gets_503_with_the_reason()
    {
        await using var host = await FaasdHost.MakeAsync();
        await using var hub = host.Program("up");
        await hub.StartAsync();
        await hub.TextAsync(HttpMethod.Post, "system/functions", host.Shout("absent") with { Image = $"{host.Registry.Host}/absent:1" });
        var text = "";
        await FunctionCalls.EventuallyAsync(
            async () =>
            {
                using var answer = await hub.SendAsync(HttpMethod.Post, "function/absent", "x");
                text = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ending)}";
                return text.StartsWith("503", StringComparison.Ordinal) && text.Contains("absent:1 could not be pulled", StringComparison.Ordinal);
            },
            () => text);
    }

    [Fact]
    public async Task Without_containerd_changes_get_503_that_names_it_and_calls_go_on()
    {
        await using var host = await FaasdHost.MakeAsync();
        await using var hub = host.Program("up");
        await hub.StartAsync();
        await hub.TextAsync(HttpMethod.Post, "system/functions", host.Shout("shout"));
        await hub.ReadyAsync(1);
        await host.Containerd.KillAsync();
        using (var refused = await hub.SendAsync(HttpMethod.Post, "system/functions", host.Shout("other")))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.Contains($"containerd does not answer at {host.Settings.Address}", await refused.Content.ReadAsStringAsync(Ending), StringComparison.Ordinal);
        }
        Assert.Equal("HELLO", await hub.TextAsync(HttpMethod.Post, "function/shout", "hello"));
        await host.Containerd.StartAgainAsync();
        await FunctionCalls.EventuallyAsync(async () => (await hub.SendAsync(HttpMethod.Post, "system/functions", host.Shout("other"))).IsSuccessStatusCode, () => hub.Output);
        await hub.ReadyAsync(2);
    }

    [Fact]
    public async Task A_replica_that_was_taken_over_sees_new_values_of_secrets_and_its_update_refuses_no_call()
    {
        await using var host = await FaasdHost.StartAsync();
        await WriteSecretAsync(host, "one", WriteMode.Create);
        var teller = await host.Provider.RunAsync(host.TellSecret("teller", "key"));
        await host.RestartAsync();
        Assert.Equal("one", await host.Provider.CallAsync(teller));
        await WriteSecretAsync(host, "two", WriteMode.Update);
        await FunctionCalls.EventuallyAsync(async () => await host.Provider.CallAsync(teller) == "two", () => "still the old value");
        await host.Provider.DeployAsync(host.Answer("teller", "new"), WriteMode.Update);
        await FunctionCalls.EventuallyAsync(async () => await host.Provider.CallAsync(teller) == "new", () => "still the old revision");
    }

    private static async Task WriteSecretAsync(FaasdHost host, string value, WriteMode mode) => Assert.Equal(
        ProviderResult.Accepted,
        await host.Provider.Secrets.WriteAsync(new FunctionSecret("key", FunctionName.DefaultNamespace, System.Text.Encoding.UTF8.GetBytes(value)), mode, Ending));

    private static Task<MachineState> StateAsync(FaasdHost host) => MachineState.OfAsync(host.Settings, host.Data, FunctionName.DefaultNamespace);

    private static async Task<IReadOnlyList<TaskState>> TasksAsync(FaasdHost host)
    {
        using var channel = new ContainerdChannel(host.Settings.Address, TimeProvider.System);
        return await new ContainerTasks(new ContainerdNamespace(channel, FunctionName.DefaultNamespace), new ImageOptions()).ListAsync(Ending);
    }

    private static async Task RemoveRecordAsync(FaasdHost host, string name)
    {
        using var channel = new ContainerdChannel(host.Settings.Address, TimeProvider.System);
        var request = new Containerd.Api.Containers.DeleteContainerRequest { Id = name };
        await new ContainerdNamespace(channel, FunctionName.DefaultNamespace).Containers.DeleteAsync(request, cancellationToken: Ending);
    }

    private static string AddressOf(FaasdHost host) =>
        Assert.Single(Directory.EnumerateFiles(Path.Combine(host.Settings.CniDataDir, host.Settings.Network)).Select(path => Path.GetFileName(path)!), name => IPAddress.TryParse(name, out _));
}
