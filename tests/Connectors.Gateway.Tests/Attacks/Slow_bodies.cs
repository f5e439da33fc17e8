using Connectors.Gateway.Tests.Fixtures;
using Connectors.Gateway.Tests.Invocations;

namespace Connectors.Gateway.Tests.Attacks;

/// <summary>Many who send their bodies as slowly as they can.</summary>
public sealed class Slow_bodies
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/function/echo"), InlineData("/async-function/echo"), InlineData("/connector/open"), InlineData("/system/functions")]
    public async Task Those_who_stall_keep_nobody_waiting_and_are_shown_out(string path)
    {
        await using var host = await StartAsync();
        var slow = new List<RawConnection>();
        for (var i = 0; i < 200; i++)
        {
            slow.Add(await RawConnection.OpenAsync(host.Address));
            await slow[i].SendAsync(Head(path) + "x");
        }

        using var other = await host.SendAsync(HttpMethod.Post, "/function/echo", new StringContent("me"), admin: false);

        Assert.Equal("POST me", await other.Content.ReadAsStringAsync(Cancel));
        foreach (var one in slow)
        {
            Assert.StartsWith("HTTP/1.1 408", await one.ReadToEndAsync());
            one.Dispose();
        }
    }

    [Theory]
    [InlineData("/async-function/echo", 100_000), InlineData("/connector/open", 100_000), InlineData("/system/functions", 100_000), InlineData("/function/echo", 50_000)]
    public async Task Who_drips_is_shown_out_too_where_nothing_streams(string path, int length)
    {
        await using var host = await StartAsync();
        using var drips = await RawConnection.OpenAsync(host.Address);
        await drips.SendAsync(Head(path, length));
        var answer = drips.ReadToEndAsync();

        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!answer.IsCompleted && await beat.WaitForNextTickAsync(Cancel))
        {
            try
            {
                await drips.SendAsync("x");
            }
            catch (IOException)
            {
                break;
            }
        }

        Assert.StartsWith("HTTP/1.1 408", await answer);
    }

    private static string Head(string path, int length = 100_000) => $"POST {path} HTTP/1.1\r\nHost: g\r\nAuthorization: {GatewayHost.Admin}\r\nContent-Length: {length}\r\n\r\n";

    private static async Task<GatewayHost> StartAsync()
    {
        var host = await GatewayHost.StartAsync(settings => settings.ReadTimeout = TimeSpan.FromSeconds(1));
        await host.FunctionAsync("echo", Sync_calls.Echo);
        return host;
    }
}
