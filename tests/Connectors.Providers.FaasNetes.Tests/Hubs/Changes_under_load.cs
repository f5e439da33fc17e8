using System.Text.Json;
using Connectors.Conformance.Hubs;
using Connectors.TestServers.Kubernetes;

namespace Connectors.Providers.FaasNetes.Tests.Hubs;

/// <summary>Deployments and replicas change while calls go on: no call is refused, none broken off, none answered by what is over.</summary>
[Collection("cluster")]
public sealed class Changes_under_load
{
    private const string Function = "clock";
    private const int Enough = 200;

    [Fact]
    public async Task Updates_and_scaling_cost_no_call_sync_or_async_small_or_streamed()
    {
        await using var place = await KubeHub.MakeAsync();
        await using var hub = place.Program("up");
        await hub.StartAsync();
        await hub.TextAsync(HttpMethod.Post, "system/functions", Version(0));
        await hub.ReadyAsync(1);
        await using var load = new UpdateLoad(hub, Function);
        load.Start();
        await CallsAsync(hub, load);

        await UpdateAsync(hub, load, 1);
        await SettleAsync(hub, load, 1);
        // One after the other, the second before the first is through.
        await UpdateAsync(hub, load, 2);
        await UpdateAsync(hub, load, 3);
        await SettleAsync(hub, load, 3);

        var alone = load.Pods.ToList();
        await ScaleAsync(hub, 3);
        await hub.EventuallyAsync(() => Task.FromResult(load.Pods.Except(alone).Count() >= 2), () => "not all of three replicas are called");
        await UpdateAsync(hub, load, 4);
        await hub.EventuallyAsync(() => Task.FromResult(load.Newest == 4), () => "the update of three replicas does not begin");
        await ScaleAsync(hub, 1);
        // Which of both deployments loses replicas first is Kubernetes' choice.
        await place.KubectlAsync("rollout", "status", $"deployment/{Function}", "--timeout=60s");
        load.ForgetNewest();
        await SettleAsync(hub, load, 4);

        await CallsAsync(hub, load);
        await load.StopAsync();
        Assert.Empty(load.Failures);
        Assert.NotEmpty(load.Accepted);
        foreach (var call in load.Accepted)
        {
            var story = await hub.StoryAsync(call, story => story.GetProperty("state").GetString() is "succeeded" or "dead");
            Assert.Equal((200, 1), (story.GetProperty("attempts")[0].GetProperty("status").GetInt32(), story.GetProperty("attempts").GetArrayLength()));
        }
        TestContext.Current.SendDiagnosticMessage($"{load.Small} small calls, {load.Streamed} streamed, {load.Accepted.Count} asynchronous, {load.Pods.Count} pods");
    }

    private static object Version(int version) => new
    {
        service = Function,
        image = FunctionImage.Name,
        envProcess = "sh -c 'echo \"$version $HOSTNAME\"; cat'",
        envVars = new Dictionary<string, string> { ["version"] = $"{version}", ["mode"] = "streaming" },
    };

    private static async Task UpdateAsync(HubProgram hub, UpdateLoad load, int version)
    {
        load.Asked(version);
        await hub.TextAsync(HttpMethod.Put, "system/functions", Version(version));
    }

    // The only replica that is ready for the gateway is of a deployment that has answered: of what was before nothing is left.
    private static async Task SettleAsync(HubProgram hub, UpdateLoad load, int version)
    {
        await hub.EventuallyAsync(async () => load.Newest == version && await ReadyAsync(hub) == 1, () => $"{Function} is not of deployment {version} alone");
        load.Settled(version);
        await CallsAsync(hub, load);
    }

    private static async Task ScaleAsync(HubProgram hub, int replicas)
    {
        await hub.TextAsync(HttpMethod.Post, $"system/scale-function/{Function}", new { serviceName = Function, replicas });
        await hub.EventuallyAsync(async () => await ReadyAsync(hub) == replicas, () => $"{Function} has not {replicas} replicas");
    }

    private static async Task<int> ReadyAsync(HubProgram hub) =>
        JsonDocument.Parse(await hub.TextAsync(HttpMethod.Get, $"system/function/{Function}")).RootElement.GetProperty("availableReplicas").GetInt32();

    private static async Task CallsAsync(HubProgram hub, UpdateLoad load)
    {
        var (small, streamed) = (load.Small + Enough, load.Streamed + (Enough / 10));
        await hub.EventuallyAsync(() => Task.FromResult(load.Small >= small && load.Streamed >= streamed), () => $"calls come to a halt: {string.Join('\n', load.Failures.Take(3))}");
    }
}
