using System.Net;
using System.Net.Sockets;
using Connectors.Gateway.Tests.Fixtures;
using Connectors.Gateway.Tests.Invocations;

namespace Connectors.Gateway.Tests.Attacks;

/// <summary><c>gateway.max-connections</c>.</summary>
public sealed class Too_many_connections
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_more_is_closed_until_another_has_gone()
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.MaxConnections = 3);
        await host.FunctionAsync("echo", Sync_calls.Echo);
        var open = new List<RawConnection>();
        for (var i = 0; i < 3; i++)
        {
            open.Add(await RawConnection.OpenAsync(host.Address));
            await open[i].SendAsync("GET /healthz HTTP/1.1\r\nHost: g\r\n\r\n");
            await open[i].ReadUntilAsync("OK");
        }

        using var surplus = await RawConnection.OpenAsync(host.Address);
        Assert.Equal("", await ReadAsync(surplus));
        Assert.Equal("OK", await host.Client.GetStringAsync(new Uri(host.MetricsAddress, "healthz"), Cancel));
        open[0].Dispose();

        Assert.Equal(HttpStatusCode.OK, await EventuallyAsync(host));
        foreach (var one in open)
            one.Dispose();
    }

    private static async Task<string> ReadAsync(RawConnection connection)
    {
        try
        {
            await connection.SendAsync("GET /healthz HTTP/1.1\r\nHost: g\r\n\r\n");
            return await connection.ReadToEndAsync();
        }
        catch (IOException exception) when (exception.InnerException is SocketException)
        {
            return "";
        }
    }

    // The server notices a little later that the other end has gone.
    private static async Task<HttpStatusCode> EventuallyAsync(GatewayHost host)
    {
        while (true)
        {
            try
            {
                using var answer = await host.SendAsync(HttpMethod.Get, "/healthz", admin: false);
                return answer.StatusCode;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(20, Cancel);
            }
        }
    }
}
