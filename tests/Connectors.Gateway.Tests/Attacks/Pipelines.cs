using Connectors.Gateway.Tests.Fixtures;
using Connectors.Gateway.Tests.Invocations;

namespace Connectors.Gateway.Tests.Attacks;

/// <summary>Many requests at once on one connection.</summary>
public sealed class Pipelines
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_are_answered_one_after_another()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", Sync_calls.Echo);
        using var raw = await RawConnection.OpenAsync(host.Address);

        var sending = raw.SendAsync(string.Concat(Enumerable.Range(1000, 1000).Select(i => $"POST /function/echo HTTP/1.1\r\nHost: g\r\nContent-Length: 6\r\n\r\n<{i}>")) + "GET /healthz HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n");
        var answer = await raw.ReadToEndAsync();
        await sending;

        var at = Enumerable.Range(1000, 1000).Select(i => answer.IndexOf($"<{i}>", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, at);
        Assert.Equal(at.Order(), at);
        Assert.EndsWith("\r\n\r\nOK", answer);
    }

    [Fact]
    public async Task Who_sends_and_never_reads_is_cut_off_and_holds_nobody_up()
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.WriteTimeout = TimeSpan.FromSeconds(1));
        await host.FunctionAsync("echo", Sync_calls.Echo);
        using var deaf = await RawConnection.OpenAsync(host.Address);
        var requests = string.Concat(Enumerable.Repeat($"POST /function/echo HTTP/1.1\r\nHost: g\r\nContent-Length: 400\r\n\r\n{new string('x', 400)}", 100));

        var cut = Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (true)
                await deaf.SendAsync(requests);
        });
        do
        {
            using var other = await host.SendAsync(HttpMethod.Post, "/function/echo", new StringContent("me"), admin: false);
            Assert.Equal("POST me", await other.Content.ReadAsStringAsync(Cancel));
        }
        while (!cut.IsCompleted);

        await cut;
    }
}
