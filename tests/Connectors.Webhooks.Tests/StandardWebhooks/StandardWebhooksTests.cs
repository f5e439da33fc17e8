using System.Net;
using Connectors.Webhooks.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Webhooks.Tests.StandardWebhooks;

public sealed class StandardWebhooksTests : IAsyncDisposable
{
    // The example that the specification's reference libraries are tested with.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Time = "1614265330";
    private const string Payload = """{"test": 2432232314}""";
    private const string DocumentedSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private readonly FakeTimeProvider clock = new(DateTimeOffset.FromUnixTimeSeconds(1614265330));
    private readonly HubFixture hub;

    public StandardWebhooksTests()
    {
        hub = new HubFixture { Time = clock };
        hub.Add("shop", "standard-webhooks", Secret);
    }

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public async Task The_specification_s_example_is_taken_once_however_often_it_comes()
    {
        await hub.StartAsync();

        using var first = await DeliverAsync(Payload, DocumentedSignature);
        using var again = await DeliverAsync(Payload, DocumentedSignature);

        await first.AcceptedAsync();
        Assert.True((await again.AcceptedAsync()).GetProperty("calls")[0].GetProperty("duplicate").GetBoolean());
        var seen = hub.Context.Events.First();
        Assert.Equal("shop", seen.Topic);
        Assert.Equal("shop/" + Id, seen.Id);
        Assert.Equal(Id, seen.Headers.First("webhook-id"));
        Assert.Null(seen.Headers.First("webhook-signature"));
    }

    [Theory]
    [InlineData("/webhook/shop", """{"type":"invoice.paid"}""", "shop.invoice.paid", "shop")]
    [InlineData("/webhook/shop", """{"type":"two words"}""", "shop", null)]
    [InlineData("/webhook/shop", "[]", "shop", null)]
    [InlineData("/webhook/shop", "not JSON", "shop", null)]
    [InlineData("/webhook/shop/orders/eu", """{"type":"invoice.paid"}""", "shop.orders.eu", null)]
    public async Task The_topic_is_the_path_or_the_payload_s_type(string path, string body, string topic, string? also)
    {
        await hub.StartAsync();
        using var response = await DeliverAsync(body, Sign(body), path: path);
        await response.AcceptedAsync();
        Assert.Equal(topic, hub.Context.Single.Topic);
        Assert.Equal(also is null ? [] : [also], hub.Context.Single.AlsoTopics);
    }

    [Theory]
    [InlineData("v1,AAAA " + DocumentedSignature, true)]
    [InlineData("v1a,AAAA v2,BBBB " + DocumentedSignature, true)]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA=", false)]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1O", false)]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ", false)]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OEAAAAA", false)]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", false)]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", false)]
    [InlineData("v1,", false)]
    public async Task One_right_signature_among_several_is_enough_and_nothing_less(string signature, bool taken)
    {
        await hub.StartAsync();
        using var response = await DeliverAsync(Payload, signature);
        Assert.Equal(taken ? HttpStatusCode.Accepted : HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(taken ? 1 : 0, hub.Context.Events.Count);
    }

    [Theory]
    [InlineData("msg_other", Time)]
    [InlineData(Id, "1614265331")]
    [InlineData(null, Time)]
    [InlineData(Id, null)]
    public async Task Id_and_time_are_signed_too(string? id, string? time)
    {
        await hub.StartAsync();
        using var response = await DeliverAsync(Payload, DocumentedSignature, id, time);
        await response.RefusedAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public async Task A_delivery_is_good_for_five_minutes(int age, bool taken)
    {
        await hub.StartAsync();
        clock.Advance(TimeSpan.FromSeconds(age));
        using var response = await DeliverAsync(Payload, DocumentedSignature);
        Assert.Equal(taken ? HttpStatusCode.Accepted : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task While_rotating_both_secrets_are_good()
    {
        await hub.StartAsync();
        hub.WriteSecret("shop", "plain text, as our own callbacks may be signed\n" + Secret);
        using var old = await DeliverAsync(Payload, DocumentedSignature);
        using var plain = await DeliverAsync(Payload, "v1," + Signing.Base64("plain text, as our own callbacks may be signed"u8.ToArray(), $"{Id}.{Time}.{Payload}"));
        await old.AcceptedAsync();
        await plain.AcceptedAsync();
    }

    [Fact]
    public void A_secret_that_cannot_be_one_is_told_at_start()
    {
        hub.WriteSecret("shop", "whsec_not base64");
        var fault = Assert.Single(WebhooksRegistration.Faults(hub.Settings, hub.SecretsDirectory, TimeProvider.System));
        Assert.StartsWith("webhooks.shop.secret-file: ", fault, StringComparison.Ordinal);
        Assert.Contains("whsec_ must go on in base64", fault, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> DeliverAsync(string body, string signature, string? id = Id, string? time = Time, string path = "/webhook/shop") => hub.PostAsync(
        path, body,
        [.. id is null ? [] : new[] { ("webhook-id", id) }, .. time is null ? [] : new[] { ("webhook-timestamp", time) }, ("webhook-signature", signature)]);

    private static string Sign(string body) => "v1," + Signing.Base64(Convert.FromBase64String(Secret["whsec_".Length..]), $"{Id}.{Time}.{body}");
}
