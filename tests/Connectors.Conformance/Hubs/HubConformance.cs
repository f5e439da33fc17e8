using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connectors.TestServers;

namespace Connectors.Conformance.Hubs;

/// <summary>What the README promises a new user, step by step, by the real program, whichever provider runs the functions.</summary>
public abstract class HubConformance
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <summary>A place without functions.</summary>
    protected abstract Task<IHubUnderTest> MakeAsync();

    [Fact]
    public async Task A_stack_file_is_deployed_called_scheduled_and_reached_by_webhooks_and_events()
    {
        await using var place = await MakeAsync();
        using var folder = new TempDirectory("walk");
        await using var hub = place.Program("up", "-f", await HubStack.WriteAsync(folder.Below("stack.yml"), place.Image));
        await hub.StartAsync();
        await hub.ReadyAsync(HubStack.Functions);
        using var stranger = new HttpClient { BaseAddress = hub.Address };

        // Synchronously, and asynchronously with a callback.
        Assert.Equal("HELLO", await hub.TextAsync(HttpMethod.Post, "function/shout", "hello"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "async-function/shout") { Content = new StringContent("hello") };
        request.Headers.Add("X-Callback-Url", $"{hub.Address}function/receiver");
        using var accepted = await stranger.SendAsync(request, Ending);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var id = accepted.Headers.GetValues("X-Call-Id").Single();
        var story = await hub.StoryAsync(id, story => State(story) == "succeeded" && story.GetProperty("callback").GetProperty("state").GetString() == "delivered");
        Assert.Equal(200, story.GetProperty("attempts")[0].GetProperty("status").GetInt32());
        Assert.Equal("HELLO", await stranger.GetStringAsync($"async-function/{id}/result", Ending));

        // By time.
        await hub.EventuallyAsync(async () => (await hub.TextAsync(HttpMethod.Get, "system/logs?name=tick")).Contains("ticked", StringComparison.Ordinal), () => "no tick");

        // By webhooks, which prove themselves, and by events, which want credentials.
        const string Body = """{"ref":"refs/heads/main"}""";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(await hub.SecretAsync("github")), Encoding.UTF8.GetBytes(Body)));
        await ToldAsync(hub, await PushAsync(stranger, Body, signature), "github.push");
        using (var forged = await PushAsync(stranger, Body, new string('0', 64)))
            Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        await ToldAsync(hub, await stranger.PostAsync($"webhook/ifttt/doorbell?key={await hub.SecretAsync("ifttt")}", new StringContent("ding"), Ending), "ifttt.doorbell");
        using (var refused = await stranger.PostAsync("event/orders.created", new StringContent("{}"), Ending))
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await ToldAsync(hub, await hub.SendAsync(HttpMethod.Post, "event/orders.created", "{}"), "orders.created");
    }

    [Fact]
    public async Task Calls_that_are_queued_when_the_plug_is_pulled_all_complete()
    {
        await using var place = await MakeAsync();
        using var folder = new TempDirectory("walk");
        await using var hub = place.Program("up", "-f", await HubStack.WriteAsync(folder.Below("stack.yml"), place.Image));
        await hub.StartAsync();
        await hub.ReadyAsync(HubStack.Functions);
        var ids = new List<string>();
        for (var number = 0; number < 50; number++)
        {
            using var accepted = await hub.SendAsync(HttpMethod.Post, "async-function/shout", $"call {number}");
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
            ids.Add(accepted.Headers.GetValues("X-Call-Id").Single());
        }
        await hub.KillAsync();
        await hub.StartAsync();
        await hub.ReadyAsync(HubStack.Functions);
        for (var number = 0; number < ids.Count; number++)
        {
            await hub.StoryAsync(ids[number], story => State(story) == "succeeded");
            Assert.Equal($"CALL {number}", await hub.TextAsync(HttpMethod.Get, $"async-function/{ids[number]}/result"));
        }
    }

    private static async Task ToldAsync(HubProgram hub, HttpResponseMessage answer, string topic)
    {
        using (answer)
        {
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            var told = await answer.Content.ReadFromJsonAsync<JsonElement>(Ending);
            var id = told.GetProperty("calls").EnumerateArray().Single().GetProperty("callId").GetString()!;
            await hub.StoryAsync(id, story => State(story) == "succeeded");
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

    private static string? State(JsonElement story) => story.GetProperty("state").GetString();
}
