using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Connectors.TestServers;

namespace Connectors.EndToEnd.Tests.Access;

public sealed class Credentials
{
    private const string Stack = """
        version: 1.0
        provider:
          name: openfaas
        functions:
          guarded:
            image: guarded
            fprocess: cat
            annotations:
              com.openfaas.auth: token
        """;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_changed_password_counts_without_a_restart_and_one_that_is_gone_leaves_the_last()
    {
        await using var hub = await HubProcess.StartAsync(Stack);
        var file = Path.Combine(hub.Data, "secrets", "basic-auth-password");
        var old = hub.Secret("basic-auth-password");
        File.WriteAllText(file, "another\n");
        await Eventually.TrueAsync(async () => await StatusAsync(hub, "another") == HttpStatusCode.OK, Soon, () => hub.Output);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(hub, old));

        File.Delete(file);
        await Eventually.TrueAsync(() => Task.FromResult(hub.Output.Contains("those last read stay in force", StringComparison.Ordinal)), Soon, () => hub.Output);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(hub, "another"));
        using var metrics = new HttpClient { BaseAddress = hub.Metrics };
        Assert.Contains(file, await metrics.GetStringAsync("healthz"));
    }

    [Fact]
    public async Task A_secret_that_a_client_makes_is_the_token_of_a_function()
    {
        await using var hub = await HubProcess.StartAsync(Stack);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await CallAsync(hub, "sesame"));
        using (var made = hub.WithCredentials(HttpMethod.Post, "system/secrets", new StringContent("""{"name":"guarded-token","value":"sesame"}""")))
        using (var answer = await hub.Client.SendAsync(made))
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await Eventually.TrueAsync(async () => await CallAsync(hub, "sesame") == HttpStatusCode.OK, Soon, () => hub.Output);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(hub, "guess"));
        Assert.DoesNotContain("sesame", hub.Output);
    }

    [Fact]
    public async Task The_banner_and_the_log_hold_no_password_of_any_address()
    {
        var (nats, mqtt, rabbit) = (LoopbackPorts.Take(), LoopbackPorts.Take(), LoopbackPorts.Take());
        await using var hub = await HubProcess.StartAsAsync("up", Stack + "\n      topic: mqtt:a, nats:a, rabbitmq:a\n", new Dictionary<string, string>
        {
            ["CONNECTORS_NATS__URL"] = $"nats://user:geheim@127.0.0.1:{nats}",
            ["CONNECTORS_MQTT__URL"] = $"mqtt://user:geheim@127.0.0.1:{mqtt}",
            ["CONNECTORS_RABBITMQ__URL"] = $"amqp://user:geheim@127.0.0.1:{rabbit}",
        });
        // Each has tried, failed, and said so.
        await Eventually.TrueAsync(() => Task.FromResult(new[] { nats, mqtt, rabbit }.All(port => hub.Output.Contains($":{port}", StringComparison.Ordinal))), Soon, () => hub.Output);
        Assert.DoesNotContain("geheim", hub.Output);
        foreach (var secret in Directory.GetFiles(Path.Combine(hub.Data, "secrets")).Where(file => !file.EndsWith("-user", StringComparison.Ordinal)))
            Assert.DoesNotContain(File.ReadAllText(secret).Trim(), hub.Output);
    }

    private static async Task<HttpStatusCode> StatusAsync(HubProcess hub, string password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "system/functions");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{password}")));
        using var answer = await hub.Client.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> CallAsync(HubProcess hub, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "function/guarded");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await hub.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
