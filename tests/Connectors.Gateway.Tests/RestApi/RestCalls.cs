using System.Text;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.RestApi;

/// <summary>Calls of the REST API whose whole answer is known.</summary>
internal static class RestCalls
{
    /// <summary>The answer is this, and marked as the gateway's where it is an error.</summary>
    public static async Task Expect(GatewayHost host, string verb, string path, string? body, int status, string answer)
    {
        using var response = await host.SendAsync(new HttpMethod(verb), path, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(answer, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status >= 400, response.Headers.Contains("X-OpenFaaS-Internal"));
    }
}
