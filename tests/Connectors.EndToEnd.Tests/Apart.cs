using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Connectors.EndToEnd.Tests;

/// <summary>Connectors in a process of their own, their events going to the gateway over HTTP.</summary>
public sealed partial class Apart
{
    private const int Kills = 3;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private const string Clock = """
        version: 1.0
        provider:
          name: openfaas
        functions:
          tick:
            image: tick
            fprocess: sh -c 'echo "$Http_X_Cron_Tick" >> DIR/ticks'
            annotations:
              topic: cron-function
              schedule: "*/1 * * * * *"
        """;

    [Fact]
    public async Task No_tick_fires_twice_though_its_connector_is_killed_and_started_again()
    {
        await using var hub = await HubProcess.StartAsAsync("gateway", Clock);
        await using var cron = await ConnectProcess.StartAsync(hub, "cron");
        await TickedAsync(hub, cron, 3);
        for (var kill = 0; kill < Kills; kill++)
        {
            await cron.KillAsync();
            var before = Ticks(hub).Length;
            await cron.StartAgainAsync();
            await TickedAsync(hub, cron, before + 3);
        }
        Assert.Equal(0, await cron.InterruptAsync());
        Assert.Equal(Ticks(hub).Distinct(), Ticks(hub));
    }

    [Fact]
    public async Task A_hub_and_a_connector_beside_it_fire_a_tick_once()
    {
        await using var hub = await HubProcess.StartAsync(Clock);
        await using var cron = await ConnectProcess.StartAsync(hub, "cron");
        using var metrics = new HttpClient { BaseAddress = cron.Metrics };
        var numbers = "";
        await Eventually.TrueAsync(
            async () =>
            {
                numbers = await metrics.GetStringAsync("metrics");
                return Dispatched().Match(numbers) is { Success: true } line && int.Parse(line.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) >= 5;
            },
            Soon,
            () => $"the connector dispatches nothing: {numbers}\n{cron.Output}");
        Assert.Equal("OK", await metrics.GetStringAsync("healthz"));
        await TickedAsync(hub, cron, 5);
        Assert.Equal(Ticks(hub).Distinct(), Ticks(hub));
    }

    [Fact]
    public async Task Webhooks_and_events_reach_functions_through_the_gateway()
    {
        await using var hub = await HubProcess.StartAsAsync("gateway", """
            version: 1.0
            provider:
              name: openfaas
            functions:
              tell:
                image: tell
                fprocess: sh -c 'printf "%s %s [%s%s] " "$Http_X_Topic" "$Http_X_Connector" "$Http_Authorization" "$Http_X_Connector_Origin"; cat'
                annotations:
                  topic: github.push, orders.created
            """);
        await using var connect = await ConnectProcess.StartAsync(hub, "webhooks", "events");

        const string Push = """{"ref":"refs/heads/main"}""";
        var delivery = Guid.NewGuid().ToString();
        using var pushed = await GithubAsync(hub, connect, Push, delivery);
        var (id, duplicate) = await OnlyCallAsync(pushed);
        Assert.False(duplicate);
        Assert.Equal($"github.push webhooks [] {Push}", await ResultAsync(hub, id));

        // Here and at the gateway's own door it is the same delivery.
        using var again = await GithubAsync(hub, connect, Push, delivery);
        Assert.Equal((id, true), await OnlyCallAsync(again));
        using var elsewhere = await GithubAsync(hub, connect, Push, delivery, hub.Client);
        Assert.Equal((id, true), await OnlyCallAsync(elsewhere));

        using var stranger = await connect.Client.PostAsync("event/orders.created", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        using var curious = await connect.Client.GetAsync("system/topics");
        Assert.Equal(HttpStatusCode.Unauthorized, curious.StatusCode);
        using var told = await connect.Client.SendAsync(hub.WithCredentials(HttpMethod.Post, "event/orders.created", new StringContent("{}")));
        Assert.Equal("orders.created events [] {}", await ResultAsync(hub, (await OnlyCallAsync(told)).Id));

        var second = await ConnectorsProgram.RunAsync("connect", "events", "--data", hub.Data, "--listen", connect.Address.Authority);
        Assert.Equal(1, second.ExitCode);
        Assert.Contains(connect.Address.Authority, second.Output, StringComparison.Ordinal);
        Assert.Equal(0, await connect.InterruptAsync());
    }

    private static string[] Ticks(HubProcess hub)
    {
        var file = Path.Combine(hub.Directory, "ticks");
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }

    private static Task TickedAsync(HubProcess hub, ConnectProcess cron, int count) => Eventually.TrueAsync(
        () => Task.FromResult(Ticks(hub).Length >= count), Soon, () => $"{Ticks(hub).Length} of {count} ticks; {cron.Output}\n{hub.Output}");

    private static async Task<HttpResponseMessage> GithubAsync(HubProcess hub, ConnectProcess connect, string body, string delivery, HttpClient? at = null)
    {
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(hub.Secret("github")), Encoding.UTF8.GetBytes(body)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "webhook/github") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-GitHub-Event", "push");
        request.Headers.Add("X-GitHub-Delivery", delivery);
        request.Headers.Add("X-Hub-Signature-256", $"sha256={signature}");
        return await (at ?? connect.Client).SendAsync(request);
    }

    private static async Task<(string Id, bool Duplicate)> OnlyCallAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var told = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var call = told.GetProperty("calls").EnumerateArray().Single();
        return (call.GetProperty("callId").GetString()!, call.TryGetProperty("duplicate", out var duplicate) && duplicate.GetBoolean());
    }

    private static async Task<string> ResultAsync(HubProcess hub, string id)
    {
        JsonElement story = default;
        await Eventually.TrueAsync(
            async () =>
            {
                story = await hub.Client.GetFromJsonAsync<JsonElement>($"async-function/{id}");
                return story.GetProperty("state").GetString() == "succeeded";
            },
            Soon,
            () => $"call {id} stands at {story}");
        return await hub.Client.GetStringAsync($"async-function/{id}/result");
    }

    [GeneratedRegex("""events_dispatched\S*\{[^}]*connector="cron"[^}]*\} (\d+)""")]
    private static partial Regex Dispatched();
}
