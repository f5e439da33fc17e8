using System.Net;
using Connectors.Webhooks.Intake;
using Connectors.Webhooks.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Webhooks.Tests.Intake;

/// <summary>What somebody without proof, or with bad intent, can take of time and memory.</summary>
public sealed class StrangersTests : IAsyncDisposable
{
    private readonly HubFixture hub = new();

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Theory]
    [InlineData("github", "", 401)]
    [InlineData("github", "X-Hub-Signature-256: sha1=00\r\n", 401)]
    [InlineData("token", "", 401)]
    [InlineData("token", "Authorization: Bearer wrong\r\n", 401)]
    [InlineData("stripe", "", 401)]
    [InlineData("slack", "", 401)]
    [InlineData("standard-webhooks", "", 401)]
    [InlineData("gitlab", "X-Gitlab-Token: wrong\r\n", 401)]
    [InlineData("ifttt", "X-Api-Key: wrong\r\n", 401)]
    [InlineData("cloudevents", "", 401)]
    [InlineData("hmac", "", 401)]
    public async Task Who_shows_no_proof_is_refused_before_the_body_is_read(string kind, string header, int status)
    {
        hub.Add("s", kind, kind == "standard-webhooks" ? "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" : "a secret of many letters");
        await hub.StartAsync();
        using var connection = await RawConnection.OpenAsync(hub.Address);

        // The body never comes.
        await connection.SendAsync($"POST /webhook/s HTTP/1.1\r\nHost: x\r\n{header}Content-Length: 1000\r\n\r\nabc");

        Assert.StartsWith($"HTTP/1.1 {status} ", await connection.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_has_more_time_the_more_of_it_arrives()
    {
        var clock = new FakeTimeProvider();
        using var pace = new BodyPace(clock, CancellationToken.None);
        pace.Arrived(10 * BodyPace.BytesPerSecond);
        clock.Advance(TimeSpan.FromSeconds(39));
        Assert.False(pace.Token.IsCancellationRequested);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(pace.Token.IsCancellationRequested);
    }

    [Fact]
    public void Neither_a_sender_nor_a_source_takes_the_memory_of_all()
    {
        var memory = new IntakeMemory(limit: 800);
        var (first, second) = (new IntakeParty("192.0.2.1", "a", 10), new IntakeParty("192.0.2.2", "a", 10));
        Assert.True(memory.TryTake(300, first));
        Assert.False(memory.TryTake(1, first));
        Assert.True(memory.TryTake(100, second));
        Assert.False(memory.TryTake(1, second));
        Assert.True(memory.TryTake(200, second with { Source = "b" }));
        Assert.False(memory.TryTake(400, new IntakeParty("192.0.2.3", "c", 400)));
        memory.GiveBack(300, first);
        Assert.True(memory.TryTake(400, new IntakeParty("192.0.2.3", "c", 400)));
        memory.GiveBack(400, new IntakeParty("192.0.2.3", "c", 400));
        memory.GiveBack(200, second with { Source = "b" });
        memory.GiveBack(100, second);
        Assert.Equal(0, memory.Held);
        Assert.True(memory.TryTake(300, first));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void A_sender_is_an_address_or_a_network_of_IPv6(string one, string other, bool same) =>
        Assert.Equal(same, IntakeParty.SenderOf(IPAddress.Parse(one)) == IntakeParty.SenderOf(IPAddress.Parse(other)));
}
