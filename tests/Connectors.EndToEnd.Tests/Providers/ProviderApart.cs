using System.Net;
using System.Net.Http.Json;

namespace Connectors.EndToEnd.Tests.Providers;

/// <summary>A hub whose functions run elsewhere: <c>functions_provider_url</c> names a <c>connectors provider</c>.</summary>
public sealed class ProviderApart
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private const string Stack = """
        version: 1.0
        provider:
          name: openfaas
        functions:
          shout:
            image: shout
            fprocess: tr a-z A-Z
            annotations:
              topic: orders.created
        """;

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Everything_works_through_it_and_goes_on_after_it_was_killed(string direct)
    {
        await using var provider = await ProviderProcess.StartAsync();
        var variables = provider.ForGateway;
        variables["CONNECTORS_REMOTE__DIRECT"] = direct;
        await using var hub = await HubProcess.StartAsAsync("up", Stack, variables);
        await using var target = new CallbackTarget(200);

        Assert.Equal("HELLO", await CallAsync(hub));
        using var queued = new HttpRequestMessage(HttpMethod.Post, "async-function/shout") { Content = new StringContent("later") };
        queued.Headers.Add("X-Callback-Url", target.Url);
        using var accepted = await hub.Client.SendAsync(queued);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await Eventually.TrueAsync(() => Task.FromResult(target.Paths.Count == 1), Soon, () => $"no callback; {hub.Output}");
        using var info = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, "system/info"));
        Assert.Contains("\"provider\":\"process\"", await info.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await provider.KillAsync();
        await HealthAsync(hub, HttpStatusCode.ServiceUnavailable);
        using var list = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, "system/functions"));
        Assert.Contains("\"shout\"", await list.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var refused = await hub.Client.SendAsync(hub.WithCredentials(
            HttpMethod.Post, "system/functions", JsonContent.Create(new { service = "other", image = "other", envProcess = "cat" })));
        Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
        Assert.Contains(provider.Address.ToString(), await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // Accepted while nobody can run it, and run once somebody can.
        using var patient = await hub.Client.PostAsync("async-function/shout", new StringContent("patient"));
        Assert.Equal(HttpStatusCode.Accepted, patient.StatusCode);

        await provider.StartAgainAsync();
        await HealthAsync(hub, HttpStatusCode.OK);
        await Eventually.TrueAsync(async () => await ResultAsync(hub, patient.Headers.GetValues("X-Call-Id").Single()) == "PATIENT", Soon, () => $"never run; {hub.Output}\n{provider.Output}");
        Assert.Equal("HELLO", await CallAsync(hub));
        using var metrics = new HttpClient { BaseAddress = provider.Metrics };
        Assert.Contains("provider_http_requests_total{method=\"GET\",path=\"/system/functions\",code=\"200\"}", await metrics.GetStringAsync("metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_cannot_be_a_providers_is_told_at_the_start()
    {
        var program = await ConnectorsProgram.RunAsync("up", "--provider", "http://127.0.0.1:9/x?y", "--listen", "127.0.0.1:0");
        Assert.Equal(2, program.ExitCode);
        Assert.Contains("--provider: provider 'http://127.0.0.1:9/x?y' has more than a host and a path", program.Output, StringComparison.Ordinal);
    }

    private static async Task<string> CallAsync(HubProcess hub)
    {
        var answer = "";
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await hub.Client.PostAsync("function/shout", new StringContent("hello"));
                answer = await response.Content.ReadAsStringAsync();
                return response.StatusCode == HttpStatusCode.OK;
            },
            Soon,
            () => $"no answer but {answer}; {hub.Output}");
        return answer;
    }

    private static Task HealthAsync(HubProcess hub, HttpStatusCode status) => Eventually.TrueAsync(
        async () =>
        {
            using var answer = await hub.Client.GetAsync("healthz");
            return answer.StatusCode == status;
        },
        Soon,
        () => $"/healthz is never {status}; {hub.Output}");

    private static async Task<string?> ResultAsync(HubProcess hub, string id)
    {
        using var answer = await hub.Client.GetAsync($"async-function/{id}/result");
        return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync() : null;
    }
}
