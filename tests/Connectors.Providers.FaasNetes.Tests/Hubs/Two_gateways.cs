using System.Net;
using System.Text.Json;
using Connectors.TestServers.Kubernetes;

namespace Connectors.Providers.FaasNetes.Tests.Hubs;

/// <summary>Two hubs on one cluster: each sees and calls what the other does.</summary>
[Collection("cluster")]
public sealed class Two_gateways
{
    [Fact]
    public async Task See_call_scale_change_and_remove_each_others_functions()
    {
        await using var place = await KubeHub.MakeAsync();
        await using var one = place.Program("gateway");
        await using var two = place.Program("gateway");
        await Task.WhenAll(one.StartAsync(), two.StartAsync());

        // Made at one, called at the other.
        await one.TextAsync(HttpMethod.Post, "system/functions", Shout());
        await two.ReadyAsync(1);
        Assert.Equal("HELLO", await two.TextAsync(HttpMethod.Post, "function/shout", "hello"));

        // Both wake at once what is at zero for both.
        await two.TextAsync(HttpMethod.Post, "system/scale-function/shout", new { serviceName = "shout", replicas = 0 });
        await one.EventuallyAsync(async () => Replicas(await one.TextAsync(HttpMethod.Get, "system/function/shout")) == (0, 0), () => "it is not at zero at the other gateway");
        Assert.Equal(["HELLO", "HELLO"], await Task.WhenAll(one.TextAsync(HttpMethod.Post, "function/shout", "hello"), two.TextAsync(HttpMethod.Post, "function/shout", "hello")));
        Assert.Equal(1, Replicas(await one.TextAsync(HttpMethod.Get, "system/function/shout")).Wanted);

        // Both make one of the same name: one has made it.
        var made = await Task.WhenAll(one.SendAsync(HttpMethod.Post, "system/functions", Shout("twin")), two.SendAsync(HttpMethod.Post, "system/functions", Shout("twin")));
        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Conflict], made.Select(answer => answer.StatusCode).Order());

        // Both change it: both are told that it is done, and it is as one of them wanted it, everywhere.
        await Task.WhenAll(one.TextAsync(HttpMethod.Put, "system/functions", Shout("twin", "owner-1")), two.TextAsync(HttpMethod.Put, "system/functions", Shout("twin", "owner-2")));
        var owner = Owner(await one.TextAsync(HttpMethod.Get, "system/function/twin"));
        Assert.StartsWith("owner-", owner, StringComparison.Ordinal);
        await two.EventuallyAsync(async () => Owner(await one.TextAsync(HttpMethod.Get, "system/function/twin")) == Owner(await two.TextAsync(HttpMethod.Get, "system/function/twin")), () => "they do not agree");

        // Removed at one, gone at the other.
        await one.TextAsync(HttpMethod.Delete, "system/functions", new { functionName = "shout" });
        await two.EventuallyAsync(async () => (await two.SendAsync(HttpMethod.Post, "function/shout", "hello")).StatusCode == HttpStatusCode.NotFound, () => "it can still be called");
    }

    private static object Shout(string name = "shout", string? owner = null) => new
    {
        service = name,
        image = FunctionImage.Name,
        envProcess = "tr a-z A-Z",
        annotations = new Dictionary<string, string> { ["owner"] = owner ?? "nobody" },
    };

    private static (int Wanted, int Ready) Replicas(string status)
    {
        var told = JsonDocument.Parse(status).RootElement;
        return (told.GetProperty("replicas").GetInt32(), told.GetProperty("availableReplicas").GetInt32());
    }

    private static string Owner(string status) => JsonDocument.Parse(status).RootElement.GetProperty("annotations").GetProperty("owner").GetString()!;
}
