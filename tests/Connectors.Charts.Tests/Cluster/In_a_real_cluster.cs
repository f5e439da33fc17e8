using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Connectors.Charts.Tests.Rendering;
using Connectors.TestServers.Kubernetes;

namespace Connectors.Charts.Tests.Cluster;

public sealed class In_a_real_cluster
{
    public static TheoryData<string> AllShapes => Shapes.All;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(AllShapes))]
    public async Task Its_API_takes_every_object(string values)
    {
        var cluster = KubeCluster.Find();
        var space = $"dry-{Guid.NewGuid():N}"[..12];
        var names = new[] { space, $"{space}-fn", $"{space}-staging" };
        try
        {
            foreach (var name in names)
                await cluster.KubectlAsync("create", "namespace", name);
            var text = (await ChartRenderer.RenderAsync(values, space)).Replace("staging-fn", $"{space}-staging", StringComparison.Ordinal).Replace("openfaas-fn", $"{space}-fn", StringComparison.Ordinal);
            var documents = Manifests.Documents(text).Where(document => !ClusterKinds.IsLacking(document)).ToList();
            Assert.NotEmpty(documents);
            using var directory = new TestServers.TempDirectory("manifests");
            await File.WriteAllTextAsync(directory.Below("all.yaml"), string.Join("\n---\n", documents), Ending);
            var said = await cluster.KubectlAsync("apply", "--dry-run=server", "-f", directory.Below("all.yaml"));
            Assert.Equal(documents.Count, said.Split('\n').Count(line => line.EndsWith("(server dry run)", StringComparison.Ordinal)));
        }
        finally
        {
            await cluster.KubectlAsync(["delete", "namespace", .. names, "--ignore-not-found", "--wait=false"]);
        }
    }

    [Theory]
    [InlineData("process", "dir:/tmp")]
    [InlineData("faas-netes", FunctionImage.Name)]
    public async Task Gateway_worker_cron_and_queue_of_the_chart_call_a_function_and_tell_what_became_of_it(string provider, string image)
    {
        await using var hub = await HubInCluster.InstallAsync(provider);
        using var client = new HttpClient { BaseAddress = hub.Gateway };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{hub.Password}")));
        using var deployed = await client.PostAsync("system/functions", new StringContent($$"""
            {"service":"shout","image":"{{image}}","envProcess":"tr a-z A-Z","annotations":{"topic":"cron-function","schedule":"* * * * * *"} }
            """), Ending);
        Assert.True(deployed.IsSuccessStatusCode, await deployed.Content.ReadAsStringAsync(Ending));
        using var accepted = await client.PostAsync("async-function/shout", new StringContent("hello"), Ending);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, accepted.StatusCode);
        var call = accepted.Headers.GetValues("X-Call-Id").Single();
        await UntilAsync(async () => (await StateAsync(client, call)) == "succeeded");
        Assert.Equal("HELLO", await client.GetStringAsync($"async-function/{call}/result", Ending));
        // The connector in pods of its own fires too: more calls than the one that was made here.
        await UntilAsync(async () => (await client.GetFromAsync("system/functions"))[0].GetProperty("invocationCount").GetDouble() > 2);
    }

    private static async Task<string?> StateAsync(HttpClient client, string call) => (await client.GetFromAsync($"async-function/{call}")).GetProperty("state").GetString();

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        late.CancelAfter(TimeSpan.FromMinutes(2));
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await isSo())
            await beat.WaitForNextTickAsync(late.Token);
    }
}

internal static class JsonAnswers
{
    public static async Task<JsonElement> GetFromAsync(this HttpClient client, string path) =>
        JsonDocument.Parse(await client.GetStringAsync(path, TestContext.Current.CancellationToken)).RootElement;
}
