using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Connectors.EndToEnd.Tests;

/// <summary>Functions that misbehave, schedules nobody can read and callback targets that refuse, all in one hub with others that are well.</summary>
public sealed class BadFunctions(BadFunctions.Neighbours neighbours) : IClassFixture<BadFunctions.Neighbours>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly HubProcess hub = neighbours.Hub;

    [Theory]
    [InlineData("crashes", HttpStatusCode.InternalServerError, "")]
    [InlineData("hangs", HttpStatusCode.RequestTimeout, "Killed process")]
    [InlineData("floods", HttpStatusCode.InternalServerError, "output is longer than")]
    [InlineData("mutters", HttpStatusCode.OK, "said")]
    public async Task Called_synchronously_each_has_its_answer(string function, HttpStatusCode expected, string text)
    {
        using var answer = await hub.Client.PostAsync($"function/{function}", new StringContent("x"));
        Assert.Equal(expected, answer.StatusCode);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Contains(text, body);
        Assert.DoesNotContain("muttered", body);
    }

    [Fact]
    public async Task What_a_function_prints_to_standard_error_is_in_its_log()
    {
        using var answer = await hub.Client.PostAsync("function/mutters", new StringContent("x"));
        await Eventually.TrueAsync(
            async () => (await SystemAsync(HttpMethod.Get, "system/logs?name=mutters")).Contains("muttered", StringComparison.Ordinal), Soon, () => "nothing in the log");
    }

    [Theory]
    [InlineData("crashes-later", 500)]
    [InlineData("hangs-later", 408)]
    [InlineData("floods-later", 500)]
    public async Task Called_asynchronously_each_is_retried_then_dead_then_redriven_when_mended(string function, int status)
    {
        var id = await CalledAsync(function);
        var dead = await StoryAsync(id, story => State(story) == "dead");
        Assert.Equal([status, status], Statuses(dead));
        Assert.Contains($"\"callId\":\"{id}\"", await SystemAsync(HttpMethod.Get, "system/queues/faas-request/dead-letters"));

        await SystemAsync(HttpMethod.Put, "system/functions", JsonContent.Create(new { service = function, image = function, envProcess = "cat" }));
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await hub.Client.PostAsync($"function/{function}", new StringContent("well"));
                return answer.StatusCode == HttpStatusCode.OK;
            },
            Soon,
            () => $"{function} is not mended; {hub.Output}");
        await SystemAsync(HttpMethod.Post, $"system/queues/faas-request/dead-letters/{id}/redrive");
        var story = await StoryAsync(id, story => State(story) == "succeeded");
        Assert.Equal([status, status, 200], Statuses(story));
        Assert.DoesNotContain(id, await SystemAsync(HttpMethod.Get, "system/queues/faas-request/dead-letters"));
    }

    [Fact]
    public async Task A_schedule_nobody_can_read_is_shown_and_logged_once_and_others_run_on()
    {
        await Eventually.TrueAsync(
            async () => (await SystemAsync(HttpMethod.Get, "system/topics")).Contains("whenever it rains", StringComparison.Ordinal), Soon, () => $"no fault is shown; {hub.Output}");
        var topics = JsonDocument.Parse(await SystemAsync(HttpMethod.Get, "system/topics")).RootElement;
        var cron = topics.GetProperty("connectors").EnumerateArray().Single(connector => connector.GetProperty("name").GetString() == "cron");
        Assert.Contains("misread", Assert.Single(cron.GetProperty("faults").EnumerateArray()).GetRawText());

        var before = Ticks();
        await Eventually.TrueAsync(() => Task.FromResult(Ticks() >= before + 3), Soon, () => $"the readable schedule does not run; {hub.Output}");
        using var answer = await hub.Client.PostAsync("function/misread", new StringContent("still here"));
        Assert.Equal("still here", await answer.Content.ReadAsStringAsync());
        Assert.Single(hub.Output.Split('\n'), line => line.Contains("Schedules of misread", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_function_of_the_stack_is_one_readable_line_and_the_others_run()
    {
        var told = $"connectors: {hub.Directory}/stack.yml: not deployed: contained: the process provider cannot run image 'ghcr.io/x/y' by itself";
        await Eventually.TrueAsync(
            () => Task.FromResult(hub.Output.Split('\n').Count(line => line.StartsWith(told, StringComparison.Ordinal)) == 1), Soon, () => $"not told once: {hub.Output}");
        using var answer = await hub.Client.PostAsync("function/contained", new StringContent("x"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_callback_that_is_answered_with_500_is_tried_again()
    {
        await using var target = new CallbackTarget(500, 200);
        var story = await StoryAsync(await CalledAsync("echo", target.Url), story => Callback(story).GetProperty("state").GetString() == "delivered");
        Assert.Equal(2, Callback(story).GetProperty("attempts").GetInt32());
        Assert.Equal(["/done", "/done"], target.Paths);
    }

    [Fact]
    public async Task A_callback_that_is_redirected_is_not_followed()
    {
        await using var target = new CallbackTarget(302);
        var story = await StoryAsync(await CalledAsync("echo", target.Url), story => Callback(story).GetProperty("state").GetString() == "dead");
        Assert.Equal("succeeded", State(story));
        Assert.NotEmpty(target.Paths);
        Assert.All(target.Paths, path => Assert.Equal("/done", path));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://2852039166/")]
    public async Task A_callback_to_a_metadata_service_is_refused_at_the_door(string url)
    {
        using var answer = await SendAsync("echo", url);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("X-Call-Id"));
    }

    private static string? State(JsonElement story) => story.GetProperty("state").GetString();

    private static JsonElement Callback(JsonElement story) => story.GetProperty("callback");

    private static IEnumerable<int> Statuses(JsonElement story) => story.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("status").GetInt32());

    private int Ticks()
    {
        var file = Path.Combine(hub.Directory, "ticks");
        return File.Exists(file) ? File.ReadAllLines(file).Length : 0;
    }

    private async Task<HttpResponseMessage> SendAsync(string function, string? callback)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"async-function/{function}") { Content = new StringContent("x") };
        if (callback is not null)
            request.Headers.Add("X-Callback-Url", callback);
        return await hub.Client.SendAsync(request);
    }

    private async Task<string> CalledAsync(string function, string? callback = null)
    {
        using var answer = await SendAsync(function, callback);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return answer.Headers.GetValues("X-Call-Id").Single();
    }

    private Task<string> SystemAsync(HttpMethod method, string path, HttpContent? content = null) => neighbours.SystemAsync(method, path, content);

    private async Task<JsonElement> StoryAsync(string id, Func<JsonElement, bool> until)
    {
        JsonElement story = default;
        await Eventually.TrueAsync(
            async () =>
            {
                story = await hub.Client.GetFromJsonAsync<JsonElement>($"async-function/{id}");
                return until(story);
            },
            Soon,
            () => $"call {id} stands at {story}");
        return story;
    }

    /// <summary>The hub that all of these tests share.</summary>
    public sealed class Neighbours : IAsyncLifetime
    {
        private readonly string folder = Directory.CreateTempSubdirectory("connectors-e2e-").FullName;

        internal HubProcess Hub { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var config = Path.Combine(folder, "connectors.yml");
            await File.WriteAllTextAsync(config, "callback: { attempts: 3, min-wait: 100ms, max-wait: 200ms }");
            Hub = await HubProcess.StartAsync(
                $$"""
                version: 1.0
                provider:
                  name: openfaas
                functions:
                  echo: { image: echo, fprocess: cat }
                  mutters: { image: mutters, fprocess: "sh -c 'echo muttered >&2; echo said'", environment: { combine_output: "false" } }
                  misread: { image: misread, fprocess: cat, annotations: { topic: cron-function, schedule: whenever it rains } }
                  ticks: { image: ticks, fprocess: "sh -c 'echo tick >> DIR/ticks'", annotations: { topic: cron-function, schedule: "*/1 * * * * *" } }
                  contained: { image: ghcr.io/x/y }
                {{Twice("crashes", "sh -c 'exit 3'")}}
                {{Twice("hangs", "sleep 600", "exec_timeout: 1s")}}
                {{Twice("floods", "sh -c 'cat >/dev/null; exec yes'")}}
                """,
                "--config",
                config);
        }

        public async ValueTask DisposeAsync()
        {
            await Hub.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }

        public async Task<string> SystemAsync(HttpMethod method, string path, HttpContent? content = null)
        {
            using var answer = await Hub.Client.SendAsync(Hub.WithCredentials(method, path, content));
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
            return text;
        }

        // One to be called, another to be mended.
        private static string Twice(string name, string command, string environment = "") => string.Join('\n', new[] { name, $"{name}-later" }.Select(function =>
            $$"""  {{function}}: { image: {{function}}, fprocess: "{{command}}", environment: { {{environment}} }, annotations: { com.openfaas.retry.attempts: "2", com.openfaas.retry.min_wait: 100ms, com.openfaas.retry.max_wait: 200ms } }"""));
    }
}
