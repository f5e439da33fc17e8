using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connectors.TestServers;

namespace Connectors.Providers.Faasd.Tests.Providing;

/// <summary>What the README promises a new user, step by step, by the real program with functions in containers.</summary>
public sealed class WalkThroughTests
{
    private const string Running = "Connectors is running.";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stack_file_is_deployed_called_scheduled_and_reached_by_webhooks_and_events()
    {
        await using var host = await FaasdHost.MakeAsync();
        using var folder = new TempDirectory("walk");
        await using var hub = new HubProgram(host, "up", "-f", await StackAsync(folder, host.Image));
        await hub.StartAsync(Running);
        await hub.ReadyAsync(4);
        using var stranger = new HttpClient { BaseAddress = hub.Address };

        // Synchronously, and asynchronously with a callback.
        Assert.Equal("HELLO", await hub.TextAsync(HttpMethod.Post, "function/shout", "hello"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "async-function/shout") { Content = new StringContent("hello") };
        request.Headers.Add("X-Callback-Url", $"{hub.Address}function/receiver");
        using var accepted = await stranger.SendAsync(request, Ending);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var id = accepted.Headers.GetValues("X-Call-Id").Single();
        var story = await StoryAsync(hub, id, story => State(story) == "succeeded" && story.GetProperty("callback").GetProperty("state").GetString() == "delivered");
        Assert.Equal(200, story.GetProperty("attempts")[0].GetProperty("status").GetInt32());
        Assert.Equal("HELLO", await stranger.GetStringAsync($"async-function/{id}/result", Ending));

        // By time.
        await FunctionCalls.EventuallyAsync(async () => (await hub.TextAsync(HttpMethod.Get, "system/logs?name=tick")).Contains("ticked", StringComparison.Ordinal), () => hub.Output);

        // By webhooks, which prove themselves, and by events, which want credentials.
        var secrets = Path.Combine(host.Data, "secrets");
        const string Body = """{"ref":"refs/heads/main"}""";
        var key = (await File.ReadAllTextAsync(Path.Combine(secrets, "github"), Ending)).Trim();
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(Body)));
        await ToldAsync(hub, await PushAsync(stranger, Body, signature), "github.push");
        using (var forged = await PushAsync(stranger, Body, new string('0', 64)))
            Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        var ifttt = (await File.ReadAllTextAsync(Path.Combine(secrets, "ifttt"), Ending)).Trim();
        await ToldAsync(hub, await stranger.PostAsync($"webhook/ifttt/doorbell?key={ifttt}", new StringContent("ding"), Ending), "ifttt.doorbell");
        using (var refused = await stranger.PostAsync("event/orders.created", new StringContent("{}"), Ending))
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await ToldAsync(hub, await hub.SendAsync(HttpMethod.Post, "event/orders.created", "{}"), "orders.created");
    }

    [Fact]
    public async Task Calls_that_are_queued_when_the_plug_is_pulled_all_complete()
    {
        await using var host = await FaasdHost.MakeAsync();
        using var folder = new TempDirectory("walk");
        await using var hub = new HubProgram(host, "up", "-f", await StackAsync(folder, host.Image));
        await hub.StartAsync(Running);
        await hub.ReadyAsync(4);
        var ids = new List<string>();
        for (var number = 0; number < 50; number++)
        {
            using var accepted = await hub.SendAsync(HttpMethod.Post, "async-function/shout", $"call {number}");
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
            ids.Add(accepted.Headers.GetValues("X-Call-Id").Single());
        }
        await hub.KillAsync();
        await hub.StartAsync(Running);
        await hub.ReadyAsync(4);
        for (var number = 0; number < ids.Count; number++)
        {
            await StoryAsync(hub, ids[number], story => State(story) == "succeeded");
            Assert.Equal($"CALL {number}", await hub.TextAsync(HttpMethod.Get, $"async-function/{ids[number]}/result"));
        }
    }

    private static async Task<string> StackAsync(TempDirectory folder, string image)
    {
        var file = folder.Below("stack.yml");
        await File.WriteAllTextAsync(file, $$"""
            version: 1.0
            provider: { name: openfaas, gateway: "http://127.0.0.1:8080" }
            functions:
              shout:
                image: {{image}}
                fprocess: tr a-z A-Z
              receiver:
                image: {{image}}
                fprocess: cat
              tell:
                image: {{image}}
                fprocess: sh -c 'echo -n "$Http_X_Topic"'
                annotations: { topic: "github.push, ifttt.doorbell, orders.created" }
              tick:
                image: {{image}}
                fprocess: sh -c 'echo ticked >&2'
                environment: { combine_output: "false" }
                annotations: { topic: cron-function, schedule: "* * * * * *" }
            """, Ending);
        return file;
    }

    private static async Task ToldAsync(HubProgram hub, HttpResponseMessage answer, string topic)
    {
        using (answer)
        {
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            var told = await answer.Content.ReadFromJsonAsync<JsonElement>(Ending);
            var id = told.GetProperty("calls").EnumerateArray().Single().GetProperty("callId").GetString()!;
            await StoryAsync(hub, id, story => State(story) == "succeeded");
            Assert.Equal(topic, await hub.TextAsync(HttpMethod.Get, $"async-function/{id}/result"));
        }
    }

    private static async Task<HttpResponseMessage> PushAsync(HttpClient client, string body, string signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "webhook/github") { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        request.Headers.Add("X-GitHub-Event", "push");
        request.Headers.Add("X-GitHub-Delivery", Guid.NewGuid().ToString());
        request.Headers.Add("X-Hub-Signature-256", $"sha256={signature}");
        return await client.SendAsync(request, Ending);
    }

    private static async Task<JsonElement> StoryAsync(HubProgram hub, string id, Predicate<JsonElement> isSo)
    {
        JsonElement story = default;
        await FunctionCalls.EventuallyAsync(
            async () => isSo(story = JsonDocument.Parse(await hub.TextAsync(HttpMethod.Get, $"async-function/{id}")).RootElement), () => $"call {id} stands at {story}\n{hub.Output}");
        return story;
    }

    private static string? State(JsonElement story) => story.GetProperty("state").GetString();
}
