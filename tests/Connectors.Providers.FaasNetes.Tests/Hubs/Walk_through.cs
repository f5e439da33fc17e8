using System.Net;
using Connectors.Conformance.Hubs;
using Connectors.TestServers;

namespace Connectors.Providers.FaasNetes.Tests.Hubs;

/// <summary>What the README promises a new user, with functions on Kubernetes, and what becomes of them when the hub ends.</summary>
[Collection("cluster")]
public sealed class Walk_through : HubConformance
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    protected override async Task<IHubUnderTest> MakeAsync() => await KubeHub.MakeAsync();

    [Fact]
    public async Task Functions_go_on_whatever_ends_their_hub_and_the_next_takes_them_as_they_are()
    {
        await using var place = await KubeHub.MakeAsync();
        using var folder = new TempDirectory("walk");
        await using var hub = place.Program("up", "-f", await HubStack.WriteAsync(folder.Below("stack.yml"), place.Image));
        await hub.StartAsync();
        await hub.ReadyAsync(HubStack.Functions);
        var before = await PodsAsync(place);
        Assert.Equal(HubStack.Functions, before.Split('\n').Length);

        await hub.KillAsync();
        await AnswersAloneAsync(place);
        await hub.StartAsync();
        await hub.ReadyAsync(HubStack.Functions);
        Assert.Equal("HELLO", await hub.TextAsync(HttpMethod.Post, "function/shout", "hello"));

        await hub.TerminateAsync();
        Assert.Equal(0, hub.ExitCode);
        await AnswersAloneAsync(place);
        // Nothing was replaced, nothing begun anew.
        Assert.Equal(before, await PodsAsync(place));
    }

    [Fact]
    public async Task A_cluster_that_is_not_to_be_found_is_told_with_what_to_do()
    {
        await using var place = await KubeHub.MakeAsync();
        await using var hub = place.Program("up");
        var (code, said) = await hub.RunAsync(new Dictionary<string, string> { ["KUBECONFIG"] = "/nowhere/kubeconfig" });
        Assert.Equal(2, code);
        Assert.Contains("/nowhere/kubeconfig", said, StringComparison.Ordinal);
        Assert.Contains("faas-netes.kubeconfig", said, StringComparison.Ordinal);
    }

    // Nobody is there but the function itself.
    private static async Task AnswersAloneAsync(KubeHub place)
    {
        var address = await place.KubectlAsync("get", "pods", "-l", "faas_function=shout", "-o", "jsonpath={.items[0].status.podIP}");
        using var client = new HttpClient();
        using var answer = await client.PostAsync(new Uri($"http://{address}:8080/"), new StringContent("hello"), Ending);
        Assert.Equal((HttpStatusCode.OK, "HELLO"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ending)));
    }

    private static async Task<string> PodsAsync(KubeHub place) => await place.KubectlAsync(
        "get", "pods", "--sort-by=.metadata.name", "-o", "jsonpath={range .items[*]}{.metadata.uid} {.status.containerStatuses[0].restartCount}{\"\\n\"}{end}");
}
