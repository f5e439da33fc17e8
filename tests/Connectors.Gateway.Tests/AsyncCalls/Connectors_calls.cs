using System.Net;
using Connectors.Core.Invocations;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.AsyncCalls;

/// <summary>What a connector in a process of its own may say to the door.</summary>
public sealed class Connectors_calls
{
    [Fact]
    public async Task With_credentials_it_names_the_origin_of_its_keys_which_the_function_does_not_see()
    {
        await using var host = await StartAsync();

        using var response = await host.SendAsync(HttpMethod.Post, "/async-function/echo", new StringContent("x"), admin: true,
            ("X-Connector-Origin", "cron"), ("Idempotency-Key", "echo%40%2A%20%C3%BC"), ("X-Ordering-Key", "a%20b"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var (stored, _) = Assert.Single(host.Queue.Stored);
        Assert.Equal(new DeduplicationKey("cron", "echo@* ü"), stored.Deduplication);
        Assert.Equal("a b", stored.OrderingKey);
        foreach (var name in new[] { "X-Connector-Origin", "Idempotency-Key", "X-Ordering-Key", "Authorization" })
            Assert.Null(stored.Headers.First(name));
    }

    [Fact]
    public async Task Without_credentials_it_is_refused()
    {
        await using var host = await StartAsync();

        using var stranger = await host.SendAsync(HttpMethod.Post, "/async-function/echo", new StringContent("x"), admin: false, ("X-Connector-Origin", "cron"), ("Idempotency-Key", "a"));
        using var guesser = await host.SendAsync(HttpMethod.Post, "/async-function/echo", new StringContent("x"), admin: false, ("X-Connector-Origin", "cron"), ("Authorization", "Basic YTpi"));

        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, guesser.StatusCode);
        Assert.Empty(host.Queue.Stored);
    }

    [Fact]
    public async Task The_longest_key_passes_however_it_is_encoded_and_a_longer_one_does_not()
    {
        await using var host = await StartAsync();

        using var longest = await host.SendAsync(HttpMethod.Post, "/async-function/echo", new StringContent("x"), admin: true,
            ("X-Connector-Origin", "cron"), ("Idempotency-Key", Uri.EscapeDataString(new string('ü', 1024))));
        using var longer = await host.SendAsync(HttpMethod.Post, "/async-function/echo", new StringContent("x"), admin: true,
            ("X-Connector-Origin", "cron"), ("Idempotency-Key", new string('k', 1025)));
        using var nameless = await host.SendAsync(HttpMethod.Post, "/async-function/echo", new StringContent("x"), admin: true, ("X-Connector-Origin", ""));

        Assert.Equal(HttpStatusCode.Accepted, longest.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, longer.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, nameless.StatusCode);
        Assert.Equal(new DeduplicationKey("cron", new string('ü', 1024)), Assert.Single(host.Queue.Stored).Invocation.Deduplication);
    }

    [Fact]
    public async Task Keys_of_other_callers_stay_as_they_are_written_and_their_credentials_are_the_functions()
    {
        await using var host = await StartAsync();

        using var response = await host.SendAsync(HttpMethod.Post, "/async-function/echo", new StringContent("x"), admin: true, ("Idempotency-Key", "a%20b"));

        var (stored, _) = Assert.Single(host.Queue.Stored);
        Assert.Equal(new DeduplicationKey("key", "a%20b"), stored.Deduplication);
        Assert.Equal(GatewayHost.Admin.ToString(), stored.Headers.First("Authorization"));
    }

    private static async Task<GatewayHost> StartAsync()
    {
        var host = await GatewayHost.StartAsync();
        host.Provider.Add("echo");
        return host;
    }
}
