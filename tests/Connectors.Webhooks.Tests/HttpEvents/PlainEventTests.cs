using System.Net;
using Connectors.Core.Access;
using Connectors.Webhooks.Tests.Hosting;
using Microsoft.AspNetCore.Routing;

namespace Connectors.Webhooks.Tests.HttpEvents;

public sealed class PlainEventTests : IAsyncDisposable
{
    private readonly HubFixture hub = new();

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public async Task Events_want_credentials_and_webhooks_do_not()
    {
        await hub.StartAsync();
        var endpoints = hub.Endpoints.OfType<RouteEndpoint>().ToDictionary(endpoint => endpoint.RoutePattern.RawText!);
        Assert.NotNull(endpoints["/event/{**topic}"].Metadata.GetMetadata<CredentialsRequired>());
        Assert.Null(endpoints["/webhook/{source}/{**rest}"].Metadata.GetMetadata<CredentialsRequired>());
    }

    [Fact]
    public async Task A_plain_body_goes_out_as_it_came_without_the_caller_s_credentials()
    {
        await hub.StartAsync();

        using var response = await hub.PostAsync(
            "/event/orders.created", """{"n":1}""", ("Authorization", "Basic YTpi"), ("X-Ordering-Key", "customer-7"), ("X-Else", "1"));

        var answer = await response.AcceptedAsync();
        Assert.Equal("orders.created", answer.GetProperty("event").GetString());
        var seen = hub.Context.Single;
        Assert.Equal("orders.created", seen.Topic);
        Assert.Equal("""{"n":1}""", await seen.TextAsync());
        Assert.Equal("application/json; charset=utf-8", seen.ContentType);
        Assert.Equal("customer-7", seen.Key);
        Assert.Null(seen.Id);
        Assert.Null(seen.Time);
        Assert.Empty(seen.Headers);
    }

    [Fact]
    public async Task No_body_and_no_content_type_is_an_event_too()
    {
        await hub.StartAsync();
        using var content = new ByteArrayContent([]);
        using var response = await hub.PostAsync("/event/tick", content);
        await response.AcceptedAsync();
        Assert.Null(hub.Context.Single.ContentType);
        Assert.Equal(0, hub.Context.Single.Body.Length);
    }

    [Theory]
    [InlineData("/event/orders", "orders")]
    [InlineData("/event/orders/", "orders")]
    [InlineData("/event/a/b", "a/b")]
    [InlineData("/event/a%2Fb", "a/b")]
    [InlineData("/event/a%2fb.c", "a/b.c")]
    [InlineData("/event/caf%C3%A9", "café")]
    [InlineData("/event/table:insert", "table:insert")]
    [InlineData("/event/%F0%9F%9A%80", "🚀")]
    [InlineData("/event/a?topic=b", "a")]
    public async Task Topics_are_what_follows_in_the_path(string path, string topic)
    {
        await hub.StartAsync();
        using var response = await hub.PostAsync(path, "{}");
        await response.AcceptedAsync();
        Assert.Equal(topic, hub.Context.Single.Topic);
    }

    [Theory]
    [InlineData("/event")]
    [InlineData("/event/")]
    [InlineData("/event/.")]
    [InlineData("/event/a.")]
    [InlineData("/event/.a")]
    [InlineData("/event/a..b")]
    [InlineData("/event/..%2Fsecret")]
    [InlineData("/event/a%20b")]
    [InlineData("/event/a%0Ab")]
    [InlineData("/event/a%0D%0AX-Evil:%201")]
    [InlineData("/event/a%09b")]
    [InlineData("/event/a%7Fb")]
    [InlineData("/event/a,b")]
    [InlineData("/event/orders.*")]
    [InlineData("/event/orders.%3E")]
    [InlineData("/event/a%25b")]
    [InlineData("/event/a%E2%80%8Bb")]
    [InlineData("/event/a%E2%80%AEb")]
    [InlineData("/event/a%C2%A0b")]
    public async Task Topics_that_no_annotation_could_name_are_malformed(string path)
    {
        await hub.StartAsync();
        using var response = await hub.PostAsync(path, "{}");
        await response.RefusedAsync(HttpStatusCode.BadRequest);
        Assert.Empty(hub.Context.Events);
    }

    [Fact]
    public async Task A_topic_has_at_most_255_characters()
    {
        await hub.StartAsync();
        using var fits = await hub.PostAsync("/event/" + new string('a', 255), "{}");
        await fits.AcceptedAsync();
        using var exceeds = await hub.PostAsync("/event/" + new string('a', 256), "{}");
        await exceeds.RefusedAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_idempotency_key_is_an_id_within_its_topic()
    {
        await hub.StartAsync();
        var duplicates = new List<bool>();
        foreach (var path in (string[])["/event/a", "/event/a", "/event/b"])
        {
            using var response = await hub.PostAsync(path, "{}", ("Idempotency-Key", "k 1"));
            duplicates.Add((await response.AcceptedAsync()).GetProperty("calls")[0].GetProperty("duplicate").GetBoolean());
        }
        Assert.Equal([false, true, false], duplicates);
    }

    [Theory]
    [InlineData("Idempotency-Key")]
    [InlineData("X-Ordering-Key")]
    public async Task Keys_are_there_once_and_not_endless(string header)
    {
        await hub.StartAsync();
        using var tooLong = await hub.PostAsync("/event/a", "{}", (header, new string('k', 257)));
        await tooLong.RefusedAsync(HttpStatusCode.BadRequest);
        using var twice = await RawConnection.OpenAsync(hub.Address);
        await twice.SendAsync($"POST /event/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n{header}: 1\r\n{header}: 2\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", await twice.ReadToEndAsync(), StringComparison.Ordinal);
        using var empty = await hub.PostAsync("/event/a", "{}", (header, ""));
        await empty.RefusedAsync(HttpStatusCode.BadRequest);
        Assert.Empty(hub.Context.Events);
    }
}
