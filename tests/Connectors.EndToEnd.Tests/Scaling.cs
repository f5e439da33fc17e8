using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Connectors.EndToEnd.Tests;

/// <summary>Functions that come and go with their load, by the real program with real processes.</summary>
public sealed class Scaling
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, string> Quick = new()
    {
        ["CONNECTORS_SCALING__INTERVAL"] = "200ms",
        ["CONNECTORS_SCALING__MANUAL_HOLD"] = "0s",
    };

    [Fact]
    public async Task An_idle_function_goes_to_zero_and_calls_of_every_kind_bring_it_back()
    {
        await using var hub = await HubProcess.StartAsAsync("up", """
            version: 1.0
            provider:
              name: openfaas
            functions:
              shout:
                image: shout
                fprocess: tr a-z A-Z
                labels:
                  com.openfaas.scale.zero: "true"
                  com.openfaas.scale.zero-duration: 1s
            """, Quick);
        await ReplicasAsync(hub, "shout", replicas: 0, ready: 0);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => hub.Client.PostAsync("function/shout", new StringContent($"call {number}"))));
        for (var i = 0; i < answers.Length; i++)
            Assert.Equal((HttpStatusCode.OK, $"CALL {i}"), (answers[i].StatusCode, await answers[i].Content.ReadAsStringAsync()));

        await ReplicasAsync(hub, "shout", replicas: 0, ready: 0);
        using var accepted = await hub.Client.PostAsync("async-function/shout", new StringContent("later"));
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var id = accepted.Headers.GetValues("X-Call-Id").Single();
        await Eventually.TrueAsync(
            async () => await hub.Client.GetStringAsync($"async-function/{id}") is var story && story.Contains("\"succeeded\"", StringComparison.Ordinal), Soon, () => hub.Output);
        Assert.Equal("LATER", await hub.Client.GetStringAsync($"async-function/{id}/result"));
        await ReplicasAsync(hub, "shout", replicas: 0, ready: 0);
        Assert.Contains("from 0 to 1 replicas: a call has come", hub.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_load_takes_replicas_up_and_its_end_takes_them_down()
    {
        await using var hub = await HubProcess.StartAsAsync("up", """
            version: 1.0
            provider:
              name: openfaas
            functions:
              shout:
                image: shout
                fprocess: tr a-z A-Z
                labels:
                  com.openfaas.scale.max: "3"
                  com.openfaas.scale.target: "1"
                  com.openfaas.scale.down.window: 1s
            """, Quick);
        using var enough = new CancellationTokenSource();
        var load = CallAsync(hub, enough.Token);
        await ReplicasAsync(hub, "shout", replicas: 3, ready: 3);
        await enough.CancelAsync();
        Assert.True(await load > 0);
        await ReplicasAsync(hub, "shout", replicas: 1, ready: 1);

        using var answer = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, "system/scaling"));
        var shown = Assert.Single((await answer.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray());
        Assert.Equal(("shout", "rps", 1), (shown.GetProperty("function").GetString(), shown.GetProperty("type").GetString(), shown.GetProperty("decision").GetProperty("replicas").GetInt32()));
    }

    [Fact]
    public async Task A_function_that_cannot_start_is_told_with_its_reason()
    {
        await using var hub = await HubProcess.StartAsAsync("up", """
            version: 1.0
            provider:
              name: openfaas
            functions:
              shout:
                image: shout
                fprocess: tr a-z A-Z
            """, new Dictionary<string, string> { ["CONNECTORS_SCALING__READY_TIMEOUT"] = "1s" });
        var broken = """{"service":"broken","image":"x","envProcess":"sh -c 'exit 3'","envVars":{"mode":"http"}}""";
        Assert.Equal(HttpStatusCode.Accepted, await SystemAsync(hub, "system/functions", broken));
        Assert.Equal(HttpStatusCode.Accepted, await SystemAsync(hub, "system/scale-function/broken", """{"replicas":0}"""));
        await ReplicasAsync(hub, "broken", replicas: 0, ready: 0);
        using var answer = await hub.Client.PostAsync("function/broken", null);
        var line = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.StartsWith("function broken.openfaas-fn has no ready replica: it was scaled up from zero, and none was ready within 1s: ", line, StringComparison.Ordinal);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("gateway", answer.Headers.GetValues("X-OpenFaaS-Internal").Single());
    }

    private static async Task<int> CallAsync(HubProcess hub, CancellationToken enough)
    {
        var calls = 0;
        for (; !enough.IsCancellationRequested; calls++)
        {
            using var answer = await hub.Client.PostAsync("function/shout", new StringContent("x"), CancellationToken.None);
            Assert.Equal("X", await answer.Content.ReadAsStringAsync(CancellationToken.None));
        }
        return calls;
    }

    private static async Task<HttpStatusCode> SystemAsync(HubProcess hub, string path, string json)
    {
        using var answer = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Post, path, new StringContent(json)));
        return answer.StatusCode;
    }

    private static async Task ReplicasAsync(HubProcess hub, string name, int replicas, int ready)
    {
        var last = "";
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, $"system/function/{name}"));
                last = await answer.Content.ReadAsStringAsync();
                var status = JsonSerializer.Deserialize<JsonElement>(last);
                return status.GetProperty("replicas").GetInt32() == replicas && status.GetProperty("availableReplicas").GetInt32() == ready;
            },
            Soon,
            () => $"{name} does not have {replicas} replicas, {ready} ready: {last}\n{hub.Output}");
    }
}
