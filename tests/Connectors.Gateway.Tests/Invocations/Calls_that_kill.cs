using System.Net;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
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
    public async Task Are_sent_once(string method, string body, bool streams)
    {
        await using var host = await GatewayHost.StartAsync();
        using var server = new DyingServer();
        host.Provider.Add("deadly", server.Address);
        await WarmAsync(host);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(host.Address, "function/deadly/boom"));
        request.Content = body.Length > 0 ? new StringContent(body) : null;
        request.Headers.TransferEncodingChunked = streams;

        using var answer = await host.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.StartsWith("function deadly.openfaas-fn broke off before it answered: ", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(1, server.Booms);
    }

    [Fact]
    public async Task Are_sent_once_by_a_worker_too_and_count_as_an_attempt()
    {
        await using var host = await GatewayHost.StartAsync();
        using var server = new DyingServer();
        host.Provider.Add("deadly", server.Address);
        await WarmAsync(host);

        using var reply = await host.Services.GetRequiredService<IInvoker>().InvokeAsync(
            new InvokerRequest { Function = new FunctionName("deadly", "openfaas-fn"), PathAndQuery = "/boom" }, Cancel);

        Assert.Equal((InvokerVerdict.Failed, 1), (reply.Verdict, server.Booms));
    }

    // The client's connections are kept ones then.
    private static async Task WarmAsync(GatewayHost host) =>
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.Client.GetStringAsync(new Uri(host.Address, "function/deadly"), Cancel)));
}
