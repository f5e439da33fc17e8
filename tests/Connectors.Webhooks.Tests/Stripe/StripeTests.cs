using System.Net;
using Connectors.Webhooks.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Webhooks.Tests.Stripe;

public sealed class StripeTests : IAsyncDisposable
{
    // The example of Stripe's own .NET library (stripe-dotnet, EventUtilityTest): secret, time, signature, and the file it signs.
    private const string Secret = "webhook_secret";
    private const string DocumentedTime = "1533204620";
    private const string DocumentedSignature = "f0bdba6d4eacbd8ad8a3bbadd7248e633ec1477f7899c124c51b39405fa36613";
    private const string OldScheme = "63f3a72374a733066c4be69ed7f8e5ac85c22c9f0a6a612ab9a025a9e4ee7eef";

    private readonly HubFixture hub = new() { Time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1533204620)) };

    public StripeTests() => hub.Add("stripe", "stripe", Secret);

    private FakeTimeProvider Time => (FakeTimeProvider)hub.Time;

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public async Task Stripe_s_own_example_is_taken_with_its_type_as_topic_and_its_id()
    {
        await hub.StartAsync();

        using var response = await DeliverAsync(StripeExample.Payload, $"t={DocumentedTime},v1={DocumentedSignature},v0={OldScheme}");

        await response.AcceptedAsync();
        var seen = hub.Context.Single;
        Assert.Equal("stripe.invoiceitem.created", seen.Topic);
        Assert.Equal("stripe/evt_123", seen.Id);
        Assert.Equal(StripeExample.Payload, await seen.TextAsync());
        Assert.Null(seen.Headers.First("Stripe-Signature"));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public async Task A_delivery_is_good_for_five_minutes_before_and_after(int age, bool taken)
    {
        await hub.StartAsync();
        Time.AutoAdvanceAmount = TimeSpan.Zero;
        var signedAt = Time.GetUtcNow().AddSeconds(-age).Seconds();

        using var response = await DeliverAsync(StripeExample.Payload, $"t={signedAt},v1={Sign(signedAt, StripeExample.Payload)}");

        if (taken)
            await response.AcceptedAsync();
        else
            Assert.Contains("tolerance of 5m0s", await response.RefusedAsync(HttpStatusCode.Unauthorized), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tolerance_is_a_setting()
    {
        hub.Settings.Sources["stripe"].Tolerance = TimeSpan.FromSeconds(10);
        await hub.StartAsync();
        Time.Advance(TimeSpan.FromSeconds(11));
        using var response = await DeliverAsync(StripeExample.Payload, $"t={DocumentedTime},v1={DocumentedSignature}");
        Assert.Contains("tolerance of 10s", await response.RefusedAsync(HttpStatusCode.Unauthorized), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Age_is_told_to_nobody_who_cannot_sign()
    {
        await hub.StartAsync();
        Time.Advance(TimeSpan.FromHours(1));
        using var response = await DeliverAsync(StripeExample.Payload, $"t={DocumentedTime},v1={new string('0', 64)}");
        Assert.DoesNotContain("tolerance", await response.RefusedAsync(HttpStatusCode.Unauthorized), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"t={DocumentedTime}")]
    [InlineData($"v1={DocumentedSignature}")]
    [InlineData($"t={DocumentedTime},v0={DocumentedSignature}")]
    [InlineData($"t={DocumentedTime},v1={DocumentedSignature}00")]
    [InlineData($"t={DocumentedTime},v1=f0bdba6d")]
    [InlineData($"t={DocumentedTime},v1=")]
    [InlineData($"t=,v1={DocumentedSignature}")]
    [InlineData($"t=-{DocumentedTime},v1={DocumentedSignature}")]
    [InlineData($"t=99999999999999999999,v1={DocumentedSignature}")]
    [InlineData($"t={DocumentedTime},t={DocumentedTime},v1={DocumentedSignature}")]
    [InlineData("nonsense")]
    [InlineData(",,,")]
    public async Task A_header_of_another_shape_proves_nothing(string header)
    {
        await hub.StartAsync();
        using var response = await DeliverAsync(StripeExample.Payload, header);
        Assert.Contains("Stripe-Signature", await response.RefusedAsync(HttpStatusCode.Unauthorized), StringComparison.Ordinal);
        Assert.Empty(hub.Context.Events);
    }

    [Fact]
    public async Task While_Stripe_rotates_one_of_its_signatures_is_enough()
    {
        await hub.StartAsync();
        using var response = await DeliverAsync(StripeExample.Payload, $"t={DocumentedTime},v1={new string('a', 64)},v1={DocumentedSignature}");
        await response.AcceptedAsync();
    }

    [Fact]
    public async Task A_delivery_played_again_is_a_duplicate()
    {
        await hub.StartAsync();
        var header = $"t={DocumentedTime},v1={DocumentedSignature}";
        using var first = await DeliverAsync(StripeExample.Payload, header);
        using var again = await DeliverAsync(StripeExample.Payload, header);
        await first.AcceptedAsync();
        Assert.True((await again.AcceptedAsync()).GetProperty("calls")[0].GetProperty("duplicate").GetBoolean());
    }

    [Theory]
    [InlineData("""{"id":"evt_1"}""")]
    [InlineData("""{"type":"a.b"}""")]
    [InlineData("""{"id":"evt_1","type":"a b"}""")]
    [InlineData("""{"id":"evt_1","type":7}""")]
    [InlineData("""{"id":"evt_1","type":"a.b\u0000"}""")]
    [InlineData("""{"id":"evt_1","type":"a.b" """)]
    [InlineData("""[{"id":"evt_1","type":"a.b"}]""")]
    [InlineData("not JSON")]
    [InlineData("")]
    public async Task What_is_signed_and_no_event_is_malformed(string body)
    {
        await hub.StartAsync();
        using var response = await DeliverAsync(body, $"t={DocumentedTime},v1={Sign(DocumentedTime, body)}");
        await response.RefusedAsync(HttpStatusCode.BadRequest);
        Assert.Empty(hub.Context.Events);
    }

    [Fact]
    public async Task An_event_nested_without_end_is_malformed()
    {
        await hub.StartAsync();
        var body = $$"""{"id":"evt_1","type":"a.b","data":{{new string('[', 100_000)}}{{new string(']', 100_000)}}}""";
        using var response = await DeliverAsync(body, $"t={DocumentedTime},v1={Sign(DocumentedTime, body)}");
        await response.RefusedAsync(HttpStatusCode.BadRequest);
    }

    private Task<HttpResponseMessage> DeliverAsync(string body, string header) => hub.PostAsync("/webhook/stripe", body, ("Stripe-Signature", header));

    private static string Sign(string time, string body) => Signing.Hex(Secret, $"{time}.{body}");
}
