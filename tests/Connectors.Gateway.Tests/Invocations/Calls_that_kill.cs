using System.Net;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Tests.Invocations;

/// <summary>A function that has read a call and ends without an answer may have done its work: the call is not sent again.</summary>
public sealed class Calls_that_kill
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "", false)]
    [InlineData("POST", "x", false)]
    [InlineData("POST", "x", true)]
    [InlineData("DELETE", "", false)]
    [InlineData("PUT", "", false)]
    [InlineData("GET", "", false)]
    [InlineData("OPTIONS", "", false)]
    [InlineData("GET", "", false, "TE", "trailers")]
    [InlineData("GET", "", false, "Expect", "100-continue")]
    public async Task Are_sent_once(string method, string body, bool streams, string header = "X-Odd", string value = "1")
    {
        await using var host = await GatewayHost.StartAsync();
        using var server = new DyingServer();
        host.Provider.Add("deadly", server.Address);
        await WarmAsync(host);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(host.Address, "function/deadly/boom"));
        request.Content = body.Length > 0 ? new StringContent(body) : null;
        request.Headers.TransferEncodingChunked = streams;
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await host.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.StartsWith("function deadly.openfaas-fn broke off before it answered: ", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(1, server.Booms);
    }

    [Theory]
    [InlineData("HEAD /function/deadly/boom HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /function/deadly/boom HTTP/1.1\r\nHost: g\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")]
    public async Task Are_sent_once_whatever_is_asked_for(string request)
    {
        await using var host = await GatewayHost.StartAsync();
        using var server = new DyingServer();
        host.Provider.Add("deadly", server.Address);
        await WarmAsync(host);
        using var raw = await RawConnection.OpenAsync(host.Address);

        await raw.SendAsync(request);

        Assert.StartsWith("HTTP/1.1 502", await raw.ReadUntilAsync("\r\n\r\n"));
        Assert.Equal(1, server.Booms);
    }

    [Theory]
    [InlineData("GET", null)]
    [InlineData("GET", "trailers")]
    [InlineData("POST", null)]
    public async Task Kill_one_replica_and_not_the_next(string method, string? te)
    {
        await using var host = await GatewayHost.StartAsync();
        using var first = new DyingServer(isLast: true);
        using var second = new DyingServer(isLast: true);
        host.Provider.Add("deadly", first.Address);
        host.Provider.SetEndpoints("deadly", new FunctionEndpoints([first.Address, second.Address], 2));
        await WarmAsync(host);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(host.Address, "function/deadly/boom"));
        request.Headers.TryAddWithoutValidation("TE", te);

        using var answer = await host.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("failed", answer.Headers.GetValues("X-Connectors-Verdict").Single());
        Assert.Equal(1, first.Booms + second.Booms);
    }

    [Theory]
    [InlineData("POST", false), InlineData("GET", false), InlineData("GET", true)]
    public async Task Are_sent_once_by_a_worker_too_and_count_as_an_attempt(string method, bool isLast)
    {
        await using var host = await GatewayHost.StartAsync();
        using var server = new DyingServer(isLast);
        host.Provider.Add("deadly", server.Address);
        await WarmAsync(host);

        using var reply = await host.Services.GetRequiredService<IInvoker>().InvokeAsync(
            new InvokerRequest { Function = new FunctionName("deadly", "openfaas-fn"), Method = method, PathAndQuery = "/boom" }, Cancel);

        Assert.Equal((InvokerVerdict.Failed, 1), (reply.Verdict, server.Booms));
    }

    // The client's connections are kept ones then.
    private static async Task WarmAsync(GatewayHost host) =>
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.Client.GetStringAsync(new Uri(host.Address, "function/deadly"), Cancel)));
}
