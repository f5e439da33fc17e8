using System.Net;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.Access;

public sealed class Without_credentials
{
    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "127.0.0.1.evil.example")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task A_web_page_from_elsewhere_is_refused(string header, string value)
    {
        await using var host = await GatewayHost.StartAsync(auth: false);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(host, header, value));
    }

    [Theory]
    [InlineData("Host", "localhost")]
    [InlineData("Host", "[::1]:8080")]
    [InlineData("Origin", "http://127.0.0.1:3000")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    public async Task A_program_or_page_of_this_machine_is_answered(string header, string value)
    {
        await using var host = await GatewayHost.StartAsync(auth: false);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, header, value));
    }

    private static async Task<HttpStatusCode> StatusAsync(GatewayHost host, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/system/functions");
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
