using System.Net;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.RestApi;

/// <summary>What is refused at deploy, and by which status.</summary>
public sealed class Deployments_that_cannot_be
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_queue_that_cannot_be_is_refused_at_deploy_by_its_name()
    {
        await using var host = await GatewayHost.StartAsync();
        const string Deployment = """{"service":"echo","image":"any","annotations":{"com.openfaas.queue":"a\u0007b"}}""";

        using var response = await host.SendAsync(HttpMethod.Post, "/system/functions", new StringContent(Deployment));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith("annotation com.openfaas.queue: queue name 'a?b' is not valid", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"service":1}""")]
    [InlineData("""{"service":"../etc","image":"x"}""")]
    [InlineData("""{"service":"a/b","image":"x"}""")]
    [InlineData("""{"service":"café","image":"x"}""")]
    [InlineData("""{"service":"ok"}""")]
    [InlineData("""{"service":"ok","image":"x","limits":{"memory":"5Mb"}}""")]
    public async Task A_deployment_that_makes_no_sense_is_400_with_the_reason(string body)
    {
        await using var host = await GatewayHost.StartAsync();

        using var response = await host.SendAsync(HttpMethod.Post, "/system/functions", new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain('\n', await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task What_a_provider_cannot_do_is_501_and_a_huge_body_413_and_a_wrong_verb_405()
    {
        await using var host = await GatewayHost.StartAsync();

        await RestCalls.Expect(host, "POST", "/system/functions", """{"service":"a","image":"needs-containers"}""", 501, "images need a provider with containers");
        using var huge = await host.SendAsync(HttpMethod.Post, "/system/functions", new StringContent($"\"{new string('x', 2 << 20)}\""), headers: ("Expect", "100-continue"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, huge.StatusCode);
        await RestCalls.Expect(host, "PATCH", "/system/functions", null, 405, "/system/functions does not take PATCH");
        await RestCalls.Expect(host, "POST", "/system/info", "", 405, "/system/info does not take POST");
        await RestCalls.Expect(host, "POST", "/healthz", "", 405, "/healthz does not take POST");
    }
}
