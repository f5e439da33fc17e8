using System.Net;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.Limits;

/// <summary><c>gateway.max-functions</c>.</summary>
public sealed class Most_functions
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_more_is_403_while_those_there_are_can_be_updated_and_removed()
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.MaxFunctions = 2);

        Assert.Equal(HttpStatusCode.Accepted, (await Deploy(host, HttpMethod.Post, "a")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await Deploy(host, HttpMethod.Post, "b", "team")).StatusCode);
        using var third = await Deploy(host, HttpMethod.Post, "c");
        Assert.Equal(HttpStatusCode.Forbidden, third.StatusCode);
        Assert.Equal("function c is one more than gateway.max-functions, 2, allows; remove one that nobody needs", await third.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.Conflict, (await Deploy(host, HttpMethod.Post, "a")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await Deploy(host, HttpMethod.Put, "a")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Deploy(host, HttpMethod.Put, "c")).StatusCode);
        using var removed = await host.SendAsync(HttpMethod.Delete, "/system/functions", new StringContent("""{"functionName":"a"}"""));
        Assert.Equal(HttpStatusCode.Accepted, (await Deploy(host, HttpMethod.Post, "c")).StatusCode);
    }

    [Fact]
    public async Task Of_many_that_come_at_once_no_more_get_in_than_there_is_room_for()
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.MaxFunctions = 5);
        host.Provider.DeployDelay = TimeSpan.FromMilliseconds(5);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Deploy(host, HttpMethod.Post, $"f-{i}")));

        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted));
        Assert.Equal(35, answers.Count(answer => answer.StatusCode == HttpStatusCode.Forbidden));
    }

    private static Task<HttpResponseMessage> Deploy(GatewayHost host, HttpMethod method, string name, string space = "openfaas-fn") =>
        host.SendAsync(method, "/system/functions", new StringContent($$"""{"service":"{{name}}","namespace":"{{space}}","image":"any"}"""));
}
