using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Connectors.EndToEnd.Tests;

/// <summary>What the README promises a new user, step by step, against the real program.</summary>
public sealed class WalkThrough : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private HubProcess hub = null!;

    public async ValueTask InitializeAsync() => hub = await HubProcess.StartAsync("""
        version: 1.0
        provider:
          name: openfaas
          gateway: http://127.0.0.1:8080
        functions:
          shout:
            image: shout
            fprocess: tr a-z A-Z
          receiver:
            image: receiver
            fprocess: sh -c "env | grep ^Http_ | sort; cat; echo"
          tell:
            image: tell
            fprocess: sh -c 'printf "%s %s " "$Http_X_Topic" "$Http_X_Connector"; cat; echo; echo END' 
            annotations:
              topic: github.push, ifttt.doorbell, orders.created
          tick:
            image: tick
            fprocess: sh -c "echo ticked >> DIR/ticks"
            annotations:
              topic: cron-function
              schedule: "*/1 * * * * *"
        """);

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public async Task A_function_answers_synchronously()
    {
        using var answer = await hub.Client.PostAsync("function/shout", new StringContent("hello"));
        Assert.Equal("HELLO", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_asynchronous_call_is_followed_to_its_callback_and_result()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "async-function/shout") { Content = new StringContent("hello") };
        request.Headers.Add("X-Callback-Url", new Uri(hub.Gateway, "function/receiver").ToString());
        using var answer = await hub.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var id = answer.Headers.GetValues("X-Call-Id").Single();

        var story = await StoryAsync(id, story => story.GetProperty("state").GetString() == "succeeded"
            && story.GetProperty("callback").GetProperty("state").GetString() == "delivered");
        Assert.Equal("shout", story.GetProperty("function").GetString());
        Assert.Equal(200, story.GetProperty("attempts")[0].GetProperty("status").GetInt32());
        Assert.Equal("HELLO", await hub.Client.GetStringAsync($"async-function/{id}/result"));

        var invocations = await LogsAsync("receiver");
        Assert.Contains("Wrote", invocations);
    }

    [Fact]
    public async Task A_schedule_fires()
    {
        var ticks = Path.Combine(hub.Directory, "ticks");
        await Eventually.TrueAsync(() => Task.FromResult(File.Exists(ticks) && File.ReadAllLines(ticks).Length >= 3), Soon, () => $"no ticks; {hub.Output}");
    }

    [Fact]
    public async Task A_signed_github_push_reaches_its_functions_and_an_unsigned_one_nobody()
    {
        var body = """{"ref":"refs/heads/main"}""";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(hub.Secret("github")), Encoding.UTF8.GetBytes(body)));
        var story = await StoryAsync(await OnlyCallAsync(await GithubAsync(body, $"sha256={signature}")), Succeeded);
        Assert.Equal("tell", story.GetProperty("function").GetString());

        using var wrong = await GithubAsync(body, $"sha256={new string('0', 64)}");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        using var missing = await GithubAsync(body, null);
        Assert.Equal(HttpStatusCode.Unauthorized, missing.StatusCode);
    }

    [Fact]
    public async Task An_ifttt_request_with_its_key_reaches_its_functions()
    {
        using var answer = await hub.Client.PostAsync($"webhook/ifttt/doorbell?key={hub.Secret("ifttt")}", new StringContent("ding"));
        var id = await OnlyCallAsync(answer);
        await StoryAsync(id, Succeeded);
        Assert.StartsWith("ifttt.doorbell ", await hub.Client.GetStringAsync($"async-function/{id}/result"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_reaches_every_function_of_its_topic_and_wants_credentials()
    {
        using var stranger = await hub.Client.PostAsync("event/orders.created", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        using var answer = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Post, "event/orders.created", new StringContent("{}")));
        await StoryAsync(await OnlyCallAsync(answer), Succeeded);
    }

    [Fact]
    public async Task A_second_hub_on_the_same_data_directory_is_refused()
    {
        var second = await ConnectorsProgram.RunAsync("up", "--data", hub.Data, "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains(hub.Data, second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        var second = await ConnectorsProgram.RunAsync("up", "--data", Path.Combine(hub.Directory, "other"), "--listen", hub.Gateway.Authority, "--metrics-listen", "127.0.0.1:0");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains(hub.Gateway.Authority, second.Output, StringComparison.Ordinal);
    }

    private static bool Succeeded(JsonElement story) => story.GetProperty("state").GetString() == "succeeded";

    private static async Task<string> OnlyCallAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var told = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return told.GetProperty("calls").EnumerateArray().Single().GetProperty("callId").GetString()!;
    }

    private async Task<HttpResponseMessage> GithubAsync(string body, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "webhook/github") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-GitHub-Event", "push");
        request.Headers.Add("X-GitHub-Delivery", Guid.NewGuid().ToString());
        if (signature is not null)
            request.Headers.Add("X-Hub-Signature-256", signature);
        return await hub.Client.SendAsync(request);
    }

    private async Task<string> LogsAsync(string function)
    {
        using var answer = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, $"system/logs?name={function}"));
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<JsonElement> StoryAsync(string id, Func<JsonElement, bool> until)
    {
        JsonElement story = default;
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, $"async-function/{id}"));
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                story = await answer.Content.ReadFromJsonAsync<JsonElement>();
                return until(story);
            },
            Soon,
            () => $"call {id} stands at {story}");
        return story;
    }
}
