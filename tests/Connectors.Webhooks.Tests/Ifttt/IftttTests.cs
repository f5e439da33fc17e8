using System.Net;
using Connectors.Webhooks.Tests.Hosting;

namespace Connectors.Webhooks.Tests.Ifttt;

public sealed class IftttTests : IAsyncDisposable
{
    private const string Key = "k3y-of-ifttt";
    private readonly HubFixture hub = new();

    public IftttTests() => hub.Add("ifttt", "ifttt", Key);

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Theory]
    [InlineData("Authorization", "Bearer " + Key, "")]
    [InlineData("Authorization", "bearer  " + Key, "")]
    [InlineData("X-Api-Key", Key, "")]
    [InlineData("X-Unrelated", "1", "?key=" + Key)]
    [InlineData("Authorization", "Basic YTpi", "?key=" + Key)]
    public async Task The_key_may_come_three_ways_and_reaches_neither_function_nor_log(string header, string value, string query)
    {
        hub.Settings.Sources["ifttt"].PassHeaders = ["*"];
        await hub.StartAsync();

        using var response = await hub.PostAsync("/webhook/ifttt/door_opened" + query, """{"value1":"front"}""", (header, value));

        var answer = await response.AcceptedAsync();
        Assert.Equal("ifttt.door_opened", answer.GetProperty("event").GetString());
        var seen = hub.Context.Single;
        Assert.Equal("ifttt.door_opened", seen.Topic);
        Assert.Null(seen.Id);
        Assert.Equal("""{"value1":"front"}""", await seen.TextAsync());
        Assert.DoesNotContain(seen.Headers, header => header.Value.Contains(Key, StringComparison.Ordinal));
        Assert.DoesNotContain(hub.Logs, line => line.Contains(Key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Authorization", "Bearer wrong", "")]
    [InlineData("Authorization", Key, "")]
    [InlineData("Authorization", "Bearer", "")]
    [InlineData("X-Api-Key", Key + "x", "")]
    [InlineData("X-Unrelated", "1", "")]
    [InlineData("X-Unrelated", "1", "?key=")]
    [InlineData("X-Unrelated", "1", "?key=" + Key + "&key=" + Key)]
    [InlineData("X-Unrelated", "1", "?Key=k3y-of-IFTTT")]
    public async Task Without_the_key_nobody_is_reached(string header, string value, string query)
    {
        await hub.StartAsync();
        using var response = await hub.PostAsync("/webhook/ifttt/door_opened" + query, "{}", (header, value));
        await response.RefusedAsync(HttpStatusCode.Unauthorized);
        Assert.Empty(hub.Context.Events);
        Assert.DoesNotContain(hub.Logs, line => line.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_longer_than_any_secret_is_wrong()
    {
        await hub.StartAsync();
        using var header = await hub.PostAsync("/webhook/ifttt/x", "{}", ("X-Api-Key", new string('k', 5_000)));
        await header.RefusedAsync(HttpStatusCode.Unauthorized);
        using var query = await hub.PostAsync("/webhook/ifttt/x?key=" + string.Concat(Enumerable.Repeat("%E2%82%AC", 512)), "{}");
        await query.RefusedAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/webhook/ifttt")]
    [InlineData("/webhook/ifttt/")]
    [InlineData("/webhook/ifttt/a/b")]
    [InlineData("/webhook/ifttt/a%2Fb")]
    [InlineData("/webhook/ifttt/a%20b")]
    [InlineData("/webhook/ifttt/a,b")]
    [InlineData("/webhook/ifttt/%3E")]
    [InlineData("/webhook/ifttt/*")]
    [InlineData("/webhook/ifttt/a..b")]
    [InlineData("/webhook/ifttt/a%0D%0AX-Evil:1")]
    public async Task An_event_name_that_no_annotation_could_name_is_malformed(string path)
    {
        await hub.StartAsync();
        using var response = await hub.PostAsync(path, "{}", ("X-Api-Key", Key));
        await response.RefusedAsync(HttpStatusCode.BadRequest);
        Assert.Empty(hub.Context.Events);
    }

    [Fact]
    public async Task A_name_so_long_that_the_topic_is_too_long_is_malformed()
    {
        await hub.StartAsync();
        using var fits = await hub.PostAsync("/webhook/ifttt/" + new string('a', 249), "{}", ("X-Api-Key", Key));
        await fits.AcceptedAsync();
        using var exceeds = await hub.PostAsync("/webhook/ifttt/" + new string('a', 250), "{}", ("X-Api-Key", Key));
        await exceeds.RefusedAsync(HttpStatusCode.BadRequest);
    }
}
