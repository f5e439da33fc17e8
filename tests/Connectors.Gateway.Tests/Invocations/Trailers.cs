using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Tests.Invocations;

public sealed class Trailers
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_of_a_request_reach_the_function_but_none_that_frames_or_steers()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("sum", async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, Cancel);
            await context.Response.WriteAsync($"sum={context.Request.GetTrailer("X-Sum")} auth={context.Request.GetTrailer("Authorization")}.", Cancel);
        });
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("POST /function/sum HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\none\r\n0\r\nX-Sum: 42\r\nAuthorization: Basic eA==\r\n\r\n");

        Assert.Contains("sum=42 auth=.", await raw.ReadUntilAsync("."));
    }
}
