using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Tests.Invocations;

/// <summary><c>Expect: 100-continue</c>: who gives leave is the function.</summary>
public sealed class Leave_to_send
{
    private const string Head = "POST /function/f HTTP/1.1\r\nHost: g\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_function_that_refuses_spares_the_caller_the_body()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("f", context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync("not you", Cancel);
        });
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync(Head);

        var answer = await raw.ReadUntilAsync("not you");

        Assert.StartsWith("HTTP/1.1 403", answer);
    }

    [Fact]
    public async Task A_function_that_reads_lets_the_caller_go_on()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("f", Sync_calls.Echo);
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync(Head);

        Assert.StartsWith("HTTP/1.1 100", await raw.ReadUntilAsync("\r\n\r\n"));
        await raw.SendAsync("hello");

        Assert.Contains("POST hello", await raw.ReadUntilAsync("POST hello"));
    }

    [Fact]
    public async Task A_function_that_knows_nothing_of_leave_gets_the_body_all_the_same()
    {
        await using var server = BrokenServer.Start("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\ndone", afterBody: "hello");
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add("f", server.Address);
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync(Head);

        Assert.StartsWith("HTTP/1.1 100", await raw.ReadUntilAsync("\r\n\r\n"));
        await raw.SendAsync("hello");

        Assert.Contains("done", await raw.ReadUntilAsync("done"));
    }
}
