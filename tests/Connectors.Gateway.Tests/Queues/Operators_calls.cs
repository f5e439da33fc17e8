using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.Queues;

public sealed class Operators_calls
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Queues_and_their_invocations_are_listed_by_the_page()
    {
        await using var host = await StartAsync();

        Assert.Contains("\"queue\":\"faas-request\",\"paused\":false,\"pending\":4", await Get(host, ""));
        var page = await Get(host, "/faas-request/invocations?limit=2");
        Assert.Contains("\"callId\":\"a\"", page);
        Assert.EndsWith("\"next\":\"b\"}", page);
        Assert.DoesNotContain("next", await Get(host, "/faas-request/invocations?after=b"));
        Assert.DoesNotContain("\"callId\":\"a\"", await Get(host, "/faas-request/invocations?state=dead"));
        Assert.Equal("""{"items":[]}""", await Get(host, "/other/invocations"));
        Assert.Contains("\"callId\":\"d\"", await Get(host, "/faas-request/invocations?function=other"));
    }

    [Theory]
    [InlineData("?state=sleeping"), InlineData("?state=1"), InlineData("?limit=0"), InlineData("?limit=1001"), InlineData("?limit=x"), InlineData("?function=No.Such.Name")]
    [InlineData("?fn=echo"), InlineData("?function="), InlineData("?function=%20"), InlineData("?state=")]
    public async Task A_query_that_makes_no_sense_is_400(string query)
    {
        await using var host = await StartAsync();

        using var response = await host.SendAsync(HttpMethod.Get, "/system/queues/faas-request/invocations" + query);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("DELETE", "invocations?fn=echo")]
    [InlineData("DELETE", "invocations?function=")]
    [InlineData("DELETE", "dead-letters?function=")]
    [InlineData("POST", "redrive?function=")]
    [InlineData("POST", "pause?fn=echo")]
    [InlineData("POST", "pause?limit=1")]
    [InlineData("DELETE", "dead-letters?state=queued")]
    [InlineData("DELETE", "dead-letters?limit=0")]
    [InlineData("DELETE", "invocations?after=b")]
    [InlineData("POST", "redrive?after=a")]
    [InlineData("POST", "dead-letters/c/redrive?function=other")]
    public async Task A_condition_that_is_misspelt_or_empty_never_means_all(string method, string path)
    {
        await using var host = await StartAsync();

        using var response = await host.SendAsync(new HttpMethod(method), "/system/queues/faas-request/" + path);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(InvocationState.Queued, host.Queue.Record("a").State);
    }

    [Fact]
    public async Task Invocations_of_a_function_are_cancelled_together()
    {
        await using var host = await StartAsync();

        using var response = await host.SendAsync(HttpMethod.Delete, "/system/queues/faas-request/invocations?function=echo");

        Assert.Equal("""{"count":2}""", await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(InvocationState.Cancelled, host.Queue.Record("a").State);
        Assert.Equal(InvocationState.Cancelled, host.Queue.Record("b").State);
        Assert.Equal(InvocationState.Queued, host.Queue.Record("d").State);
    }

    [Fact]
    public async Task What_is_much_is_done_in_portions()
    {
        await using var host = await StartAsync();
        host.Queue.Put(MemoryQueue.Story("e", InvocationState.Dead));
        host.Queue.Put(MemoryQueue.Story("f", InvocationState.Dead));

        Assert.Equal("2 1 0", await PortionsAsync(HttpMethod.Delete, "invocations?limit=2"));
        Assert.Equal("2 1 0", await PortionsAsync(HttpMethod.Delete, "dead-letters?limit=2"));
        host.Queue.Put(MemoryQueue.Story("g", InvocationState.Dead));
        Assert.Equal("1 0 0", await PortionsAsync(HttpMethod.Post, "redrive?limit=1"));

        async Task<string> PortionsAsync(HttpMethod method, string path)
        {
            var counts = new int[3];
            for (var i = 0; i < counts.Length; i++)
            {
                using var response = await host.SendAsync(method, "/system/queues/faas-request/" + path);
                counts[i] = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("count").GetInt32();
            }
            return string.Join(' ', counts);
        }
    }

    [Fact]
    public async Task Every_number_of_a_queue_is_told()
    {
        await using var host = await StartAsync();
        Assert.Equal(
            """[{"queue":"faas-request","paused":false,"pending":4,"running":0,"delayed":0,"dead":1,"callbacksPending":0,"oldestPendingSeconds":0,"consumers":3,"functions":[]}]""",
            await Get(host, ""));
    }

    [Fact]
    public async Task A_function_that_is_not_there_is_not_paused()
    {
        await using var host = await StartAsync();
        using var response = await host.SendAsync(HttpMethod.Post, "/system/queues/faas-request/pause?function=nobody");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("nobody.openfaas-fn", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(host.Queue.Pauses);
    }

    [Fact]
    public async Task A_queue_or_a_function_is_paused_and_resumed()
    {
        await using var host = await StartAsync();

        foreach (var path in new[] { "pause", "resume?function=echo.team" })
        {
            using var response = await host.SendAsync(HttpMethod.Post, "/system/queues/faas-request/" + path);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }

        Assert.Equal([("faas-request", null, true), ("faas-request", new FunctionName("echo", "team"), false)], host.Queue.Pauses);
    }

    [Fact]
    public async Task Dead_letters_are_seen_redriven_and_purged()
    {
        await using var host = await StartAsync();

        Assert.Contains("\"callId\":\"c\"", await Get(host, "/faas-request/dead-letters"));
        Assert.Contains("\"state\":\"dead\"", await Get(host, "/faas-request/dead-letters/c"));
        foreach (var (verb, path) in new[] { ("GET", "dead-letters/a"), ("DELETE", "dead-letters/a"), ("POST", "dead-letters/nothing/redrive"), ("GET", "dead-letters/x%0d%0ay") })
        {
            using var missing = await host.SendAsync(new HttpMethod(verb), "/system/queues/faas-request/" + path);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        }
        using var redriven = await host.SendAsync(HttpMethod.Post, "/system/queues/faas-request/dead-letters/c/redrive");
        Assert.Equal(HttpStatusCode.Accepted, redriven.StatusCode);
        Assert.Equal((InvocationState.Queued, 2), (host.Queue.Record("c").State, host.Queue.Record("c").Run));

        host.Queue.Put(MemoryQueue.Story("e", InvocationState.Dead));
        host.Queue.Put(MemoryQueue.Story("f", InvocationState.Dead, function: "other"));
        using var all = await host.SendAsync(HttpMethod.Post, "/system/queues/faas-request/redrive?function=echo");
        using var purged = await host.SendAsync(HttpMethod.Delete, "/system/queues/faas-request/dead-letters?function=other");
        Assert.Equal("""{"count":1}""", await all.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("""{"count":1}""", await purged.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<string> Get(GatewayHost host, string path)
    {
        using var response = await host.SendAsync(HttpMethod.Get, "/system/queues" + path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    private static async Task<GatewayHost> StartAsync()
    {
        var host = await GatewayHost.StartAsync();
        host.Queue.Put(MemoryQueue.Story("a"));
        host.Queue.Put(MemoryQueue.Story("b", InvocationState.Running));
        host.Queue.Put(MemoryQueue.Story("c", InvocationState.Dead));
        host.Queue.Put(MemoryQueue.Story("d", function: "other"));
        return host;
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    public async Task A_queue_whose_name_is_a_slip_is_neither_paused_nor_resumed(string what)
    {
        await using var host = await StartAsync();
        host.Provider.Add(new FunctionStatus { Name = "slow", Annotations = new Dictionary<string, string> { ["com.openfaas.queue"] = "slow-calls" } });

        using var slip = await host.SendAsync(HttpMethod.Post, $"/system/queues/slow-cals/{what}");
        using var named = await host.SendAsync(HttpMethod.Post, $"/system/queues/slow-calls/{what}");

        Assert.Equal(HttpStatusCode.NotFound, slip.StatusCode);
        var line = await slip.Content.ReadAsStringAsync(Cancel);
        Assert.StartsWith("queue 'slow-cals' not found", line, StringComparison.Ordinal);
        Assert.EndsWith("there are faas-request, slow-calls", line, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, named.StatusCode);
        Assert.Equal(("slow-calls", null, what == "pause"), Assert.Single(host.Queue.Pauses));
    }
}
