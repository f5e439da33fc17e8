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
