using System.Net;
using Connectors.Webhooks.Tests.Hosting;

namespace Connectors.Webhooks.Tests.Tokens;

public sealed class TokenTests : IAsyncDisposable
{
    private readonly HubFixture hub = new();

    public TokenTests() => hub.Add("door", "token", "t0ken");

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Theory]
    [InlineData("Authorization", "Bearer t0ken", true)]
    [InlineData("Authorization", "Bearer t0ke", false)]
    [InlineData("Authorization", "t0ken", false)]
    [InlineData("X-Door-Token", "t0ken", false)]
    public async Task The_token_is_a_bearer(string header, string value, bool taken) => await DeliverAsync(header, value, taken);

    [Theory]
    [InlineData("X-Door-Token", "t0ken", true)]
    [InlineData("X-Door-Token", "T0KEN", false)]
    [InlineData("Authorization", "Bearer t0ken", false)]
    public async Task Or_stands_in_a_header_of_its_own_that_is_never_passed_on(string header, string value, bool taken)
    {
        hub.Settings.Sources["door"].Header = "X-Door-Token";
        hub.Settings.Sources["door"].PassHeaders = ["X-*"];
        await DeliverAsync(header, value, taken);
        Assert.DoesNotContain(hub.Context.Events, seen => seen.Headers.First("X-Door-Token") is not null);
    }

    [Theory]
    [InlineData("token", "", "Bearer")]
    [InlineData("token", "X-Door-Token", "")]
    [InlineData("ifttt", "", "Bearer")]
    [InlineData("cloudevents", "", "Bearer")]
    [InlineData("github", "", "")]
    [InlineData("gitlab", "", "")]
    [InlineData("slack", "", "")]
    public async Task A_bearer_is_asked_for_only_where_one_is_taken(string kind, string header, string challenge)
    {
        hub.Add("other", kind, "s3cret-s3cret-s3cret-s3cret-s3cret");
        hub.Settings.Sources["other"].Header = header;
        await hub.StartAsync();
        using var response = await hub.PostAsync("/webhook/other/opened", "{}");
        await response.RefusedAsync(HttpStatusCode.Unauthorized);
        Assert.Equal(challenge, response.Headers.WwwAuthenticate.ToString());
    }

    private async Task DeliverAsync(string header, string value, bool taken)
    {
        await hub.StartAsync();
        using var response = await hub.PostAsync("/webhook/door/opened", "{}", (header, value));
        if (taken)
            await response.AcceptedAsync();
        else
            await response.RefusedAsync(HttpStatusCode.Unauthorized);
        Assert.Equal(taken ? ["door.opened"] : [], hub.Context.Events.Select(seen => seen.Topic));
    }
}
