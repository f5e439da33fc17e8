using System.Net;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.Access;

/// <summary>Which paths ask for credentials.</summary>
public sealed class Guarded_paths
{
    [Theory]
    [InlineData("GET", "/system/nothing"), InlineData("PATCH", "/system/functions"), InlineData("GET", "/ui/"), InlineData("GET", "/ui"), InlineData("POST", "/connector/guarded")]
    public async Task Guarded_paths_ask_for_credentials_whether_or_not_there_is_anything(string verb, string path)
    {
        await using var host = await GatewayHost.StartAsync();

        using var refused = await host.SendAsync(new HttpMethod(verb), path, admin: false);
        using var allowed = await host.SendAsync(new HttpMethod(verb), path);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.NotEqual(HttpStatusCode.Unauthorized, allowed.StatusCode);
    }

    [Fact]
    public async Task Without_credentials_configured_nothing_is_asked()
    {
        await using var host = await GatewayHost.StartAsync(auth: false);

        using var response = await host.SendAsync(HttpMethod.Get, "/system/functions", admin: false);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
