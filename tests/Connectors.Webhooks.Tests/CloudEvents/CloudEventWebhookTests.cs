using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Connectors.Webhooks.Sources;
using Connectors.Webhooks.Tests.Hosting;

namespace Connectors.Webhooks.Tests.CloudEvents;

public sealed class CloudEventWebhookTests : IAsyncDisposable
{
    private const string Token = "ce-t0ken";
    private const string Bearer = "Bearer " + Token;
    private readonly HubFixture hub = new();

    public CloudEventWebhookTests() => hub.Add("partner", "cloudevents", Token);

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public async Task In_binary_mode_the_type_is_the_topic()
    {
        await hub.StartAsync();

        using var response = await hub.PostAsync(
            "/webhook/partner", """{"n":1}""",
            ("Authorization", Bearer), ("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/shop"), ("ce-type", "com.example.order.created"),
            ("ce-time", "2026-01-31T08:00:00Z"));

        await response.AcceptedAsync();
        var seen = hub.Context.Single;
        Assert.Equal("partner.com.example.order.created", seen.Topic);
        Assert.Equal("partner/ce /shop 1", seen.Id);
        Assert.Equal("com.example.order.created", seen.Headers.First("ce-type"));
        Assert.Equal("partner", seen.Headers.First("X-Webhook-Source"));
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 8, 0, 0, TimeSpan.Zero), seen.Time);
        Assert.Equal("""{"n":1}""", await seen.TextAsync());
    }

    [Fact]
    public async Task A_structured_event_and_the_same_in_a_batch_are_one()
    {
        await hub.StartAsync();
        const string one = """{"specversion":"1.0","id":"1","source":"/shop","type":"a.b","data":{"n":1}}""";

        using var structured = await CloudAsync("/webhook/partner?access_token=" + Token, one, "application/cloudevents+json");
        using var batch = await CloudAsync("/webhook/partner?access_token=" + Token, $"[{one},{one.Replace("\"1\"", "\"2\"", StringComparison.Ordinal)}]", "application/cloudevents-batch+json");

        await structured.AcceptedAsync();
        var answers = (await batch.AcceptedAsync()).GetProperty("events");
        Assert.Equal([true, false], answers.EnumerateArray().Select(answer => answer.GetProperty("calls")[0].GetProperty("duplicate").GetBoolean()));
        Assert.Equal(["partner/ce /shop 1", "partner/ce /shop 1", "partner/ce /shop 2"], hub.Context.Events.Select(seen => seen.Id).Order());
    }

    [Theory]
    [InlineData("Authorization", "Bearer wrong", "")]
    [InlineData("X-Unrelated", "1", "")]
    [InlineData("X-Unrelated", "1", "?access_token=wrong")]
    [InlineData("X-Unrelated", "1", "?access_token=" + Token + "&access_token=" + Token)]
    public async Task Without_the_token_nobody_is_reached(string header, string value, string query)
    {
        await hub.StartAsync();
        using var response = await hub.PostAsync("/webhook/partner" + query, "{}", (header, value), ("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/s"), ("ce-type", "a"));
        await response.RefusedAsync(HttpStatusCode.Unauthorized);
        Assert.Empty(hub.Context.Events);
    }

    [Fact]
    public async Task The_proof_may_be_a_signature_of_the_body()
    {
        hub.Settings.Sources["partner"].Proof = WebhookProof.Hmac;
        await hub.StartAsync();
        const string one = """{"specversion":"1.0","id":"1","source":"/shop","type":"a.b"}""";
        using var content = new StringContent(one, Encoding.UTF8, "application/cloudevents+json");
        using var signed = await hub.PostAsync("/webhook/partner", content, ("X-Signature", Signing.Hex(Token, one)));
        using var bearer = await CloudAsync("/webhook/partner", one, "application/cloudevents+json");
        await signed.AcceptedAsync();
        Assert.Contains("X-Signature", await bearer.RefusedAsync(HttpStatusCode.Unauthorized), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "application/json")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"two words"}""", "application/cloudevents+json")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s"}""", "application/cloudevents+json")]
    [InlineData("<event/>", "application/cloudevents+xml")]
    [InlineData("{}", "application/cloudevents-batch+json")]
    [InlineData("""[{"specversion":"1.0","id":"1","source":"/s","type":"a"},7]""", "application/cloudevents-batch+json")]
    public async Task What_is_no_CloudEvent_reaches_nobody(string body, string type)
    {
        await hub.StartAsync();
        using var response = await CloudAsync("/webhook/partner", body, type, Bearer);
        await response.RefusedAsync(HttpStatusCode.BadRequest);
        Assert.Empty(hub.Context.Events);
    }

    [Theory]
    [InlineData("*", 0, null, "*")]
    [InlineData("*", 120, null, "120")]
    [InlineData("*", 0, "60", "*")]
    [InlineData("emitter.example.com", 120, "60", "120")]
    public async Task A_sender_that_asks_is_told_that_it_may_and_how_often(string allowed, int limit, string? asked, string rate)
    {
        (hub.Settings.Sources["partner"].AllowedOrigins, hub.Settings.Sources["partner"].RateLimit) = ([allowed], limit);
        await hub.StartAsync();

        using var response = await AskAsync("/webhook/partner", "emitter.example.com", asked);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["emitter.example.com"], response.Headers.GetValues("WebHook-Allowed-Origin"));
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        if (limit > 0 || asked is not null)
            Assert.Equal([rate], response.Headers.GetValues("WebHook-Allowed-Rate"));
        else
            Assert.False(response.Headers.Contains("WebHook-Allowed-Rate"));
    }

    [Fact]
    public async Task A_sender_that_is_not_allowed_is_told_nothing_and_other_sources_do_not_answer()
    {
        hub.Settings.Sources["partner"].AllowedOrigins = ["emitter.example.com"];
        await hub.StartAsync();
        using var stranger = await AskAsync("/webhook/partner", "stranger.example.com", null);
        using var elsewhere = await AskAsync("/webhook/github", "emitter.example.com", null);
        using var nameless = await AskAsync("/webhook/partner", "no host", null);
        Assert.False(stranger.Headers.Contains("WebHook-Allowed-Origin"));
        await elsewhere.RefusedAsync(HttpStatusCode.MethodNotAllowed);
        await nameless.RefusedAsync(HttpStatusCode.BadRequest);
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string origin, string? rate)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        Assert.True(request.Headers.TryAddWithoutValidation("WebHook-Request-Origin", origin));
        if (rate is not null)
            request.Headers.Add("WebHook-Request-Rate", rate);
        return await hub.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private Task<HttpResponseMessage> CloudAsync(string path, string body, string type, string authorization = "None x")
    {
        var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return hub.PostAsync(path, content, ("Authorization", authorization));
    }
}
