using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Connectors.Gateway.Access;
using Connectors.Gateway.Clients;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Gateway.Tests.Access;

public sealed class Wrong_credentials
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task After_so_many_even_the_right_ones_wait_until_the_window_ends()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(host, $"admin:guess{i}")).Status);
        Assert.Equal((HttpStatusCode.TooManyRequests, "60"), await SendAsync(host, "admin:guess"));
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((HttpStatusCode.TooManyRequests, "1"), await SendAsync(host, "admin:secret"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, "admin:secret")).Status);
    }

    [Fact]
    public async Task Right_ones_clear_the_count()
    {
        await using var host = await StartAsync();
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 2; i++)
                Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(host, $"admin:guess{i}")).Status);
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, "admin:secret")).Status);
        }
    }

    [Fact]
    public async Task The_same_old_ones_shut_nobody_out()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(host, "admin:old")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, "admin:secret")).Status);
    }

    [Fact]
    public async Task Who_shows_none_is_asked_for_them_and_not_counted()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(host, null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, "admin:secret")).Status);
    }

    [Fact]
    public async Task One_client_does_not_shut_another_out()
    {
        await using var host = await StartAsync(settings => settings.TrustedProxies = ["127.0.0.1"]);
        for (var i = 0; i < 3; i++)
            await SendAsync(host, $"admin:guess{i}", from: $"2001:db8:1:2::{i}");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SendAsync(host, "admin:secret", from: "2001:db8:1:2:ffff::1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, "admin:secret", from: "2001:db8:1:3::1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, "admin:secret")).Status);
    }

    [Fact]
    public async Task With_zero_attempts_nobody_waits()
    {
        await using var host = await StartAsync(settings => settings.LoginAttempts = 0);
        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(host, $"admin:guess{i}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, "admin:secret")).Status);
    }

    [Fact]
    public async Task What_is_in_force_now_counts()
    {
        var now = new GatewayCredentials("admin", "secret");
        await using var host = await GatewayHost.StartAsync(credentials: () => now);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, "admin:secret")).Status);
        now = new GatewayCredentials("eve", "other");
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(host, "admin:secret")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, "eve:other")).Status);
    }

    [Fact]
    public void Endless_addresses_take_no_endless_memory_and_the_newest_still_wait()
    {
        var throttle = new LoginThrottle(1, TimeSpan.FromMinutes(1), time);
        for (var i = 0u; i < 3 * LoginThrottle.MostClients; i++)
            Assert.True(throttle.Fail(Client(i), "x"));
        Assert.Null(throttle.Pause(Client(0)));
        Assert.NotNull(throttle.Pause(Client(3 * LoginThrottle.MostClients - 1)));
        Assert.Equal(LoginThrottle.MostClients, throttle.Remembered);

        // Who fails and succeeds by turns leaves nothing behind either.
        for (var i = 0; i < 3 * LoginThrottle.MostClients; i++)
        {
            throttle.Fail(Client(7), "x");
            throttle.Clear(Client(7));
        }
        Assert.InRange(throttle.Remembered, 0, LoginThrottle.MostClients);
    }

    [Theory]
    [InlineData(-1, 60)]
    [InlineData(101, 60)]
    [InlineData(10, 0)]
    [InlineData(10, 100_000)]
    public void Impossible_limits_are_a_fault(int attempts, int seconds) =>
        Assert.Single(new GatewaySettings { LoginAttempts = attempts, LoginWindow = TimeSpan.FromSeconds(seconds) }.Faults());

    private static ClientAddress Client(uint number) => new(new IPAddress(number));

    private Task<GatewayHost> StartAsync(Action<GatewaySettings>? change = null) => GatewayHost.StartAsync(
        settings =>
        {
            settings.LoginAttempts = 3;
            change?.Invoke(settings);
        },
        services: services => services.AddSingleton<TimeProvider>(time));

    private static async Task<(HttpStatusCode Status, string? After)> SendAsync(GatewayHost host, string? pair, string? from = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/system/functions");
        request.Headers.Authorization = pair is null ? null : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        if (from is not null)
            request.Headers.Add("X-Forwarded-For", from);
        using var answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, answer.Headers.RetryAfter?.ToString());
    }
}
