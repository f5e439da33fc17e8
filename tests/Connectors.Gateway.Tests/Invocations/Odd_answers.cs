using System.Net;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.Invocations;

/// <summary>What functions say that no HTTP server may say.</summary>
public sealed class Odd_answers
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 30\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    public async Task A_body_in_pieces_has_no_length(string answer)
    {
        await using var host = await GatewayHost.StartAsync();
        await using var server = BrokenServer.Start(answer);
        host.Provider.Add("odd", server.Address);

        Assert.Equal("hello", await host.Client.GetStringAsync(new Uri(host.Address, "function/odd"), Cancel));
    }

    [Theory]
    [InlineData("Content-Encoding: gzip\r\nX-Odd: a\u0001b\r\nContent-Length: 0")]
    [InlineData("Cache-Control: public\r\nX-Odd: a\u007fb\r\nContent-Length: 0")]
    [InlineData("Set-Cookie: a=b\r\nContent-Length: abc")]
    [InlineData("Set-Cookie: a=b\r\nContent-Length: -5")]
    public async Task Headers_that_are_none_are_a_broken_answer_and_nothing_of_it_is_passed_on(string headers)
    {
        await using var host = await GatewayHost.StartAsync();
        await using var server = BrokenServer.Start($"HTTP/1.1 200 Fine\r\n{headers}\r\n\r\n");
        host.Provider.Add("odd", server.Address);

        using var answer = await host.SendAsync(HttpMethod.Get, "/function/odd", admin: false);

        Assert.Equal((HttpStatusCode.BadGateway, "Bad Gateway"), (answer.StatusCode, answer.ReasonPhrase));
        Assert.Equal("gateway", answer.Headers.GetValues("X-OpenFaaS-Internal").Single());
        Assert.StartsWith("function odd.openfaas-fn broke off before it answered: ", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Set-Cookie") || answer.Headers.Contains("Cache-Control") || answer.Content.Headers.Contains("Content-Encoding"));
    }

    [Theory]
    [InlineData("204 No Content", false)]
    [InlineData("205 Reset Content", false)]
    [InlineData("204 No Content", true)]
    public async Task What_has_no_content_has_none_whatever_its_length_says(string status, bool streams)
    {
        await using var host = await GatewayHost.StartAsync();
        await using var server = BrokenServer.Start($"HTTP/1.1 {status}\r\nContent-Length: 5\r\nX-Mine: yes\r\n\r\nhello");
        host.Provider.Add("odd", server.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, "function/odd")) { Content = new StringContent("x") };
        request.Headers.TransferEncodingChunked = streams;

        using var answer = await host.Client.SendAsync(request, Cancel);

        Assert.Equal((status[..3], "yes"), (((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture), answer.Headers.GetValues("X-Mine").Single()));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task A_change_of_protocol_that_nobody_asked_for_is_a_broken_answer()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var server = BrokenServer.Start("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: odd\r\n\r\nraw");
        host.Provider.Add("odd", server.Address);

        using var answer = await host.SendAsync(HttpMethod.Get, "/function/odd", admin: false);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
    }
}
