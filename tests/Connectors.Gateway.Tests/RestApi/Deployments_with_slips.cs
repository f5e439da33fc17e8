using System.Net;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.RestApi;

/// <summary>What is without effect in a deployment is told beside the 202, in a header that other clients pass by, and in the log.</summary>
public sealed class Deployments_with_slips
{
    [Theory]
    [InlineData(""" "replica":3 """, "field 'replica' is not known and without effect: set the label com.openfaas.scale.min, or scale by /system/scale-function")]
    [InlineData(""" "envProces":"cat" """, "field 'envProces' is not known and without effect: did you mean envProcess?")]
    [InlineData(""" "whatever":{"service":["x"]} """, "field 'whatever' is not known and without effect")]
    [InlineData(""" "EnvProcess":"cat","annotations":{"com.openfaas.qeue":"x"} """, "annotation com.openfaas.qeue is not known; did you mean com.openfaas.queue?")]
    [InlineData(""" "a1":1,"a2":1,"a3":1,"a4":1,"a5":1,"a6":1,"a7":1 """, "field 'a1' is not known and without effect; field 'a2' is not known and without effect; field 'a3' is not known and without effect; field 'a4' is not known and without effect; field 'a5' is not known and without effect; and 2 more")]
    public async Task They_are_told(string field, string remark)
    {
        var log = new LogLines();
        await using var host = await GatewayHost.StartAsync(services: log.AddTo);

        using var answer = await host.SendAsync(HttpMethod.Post, "/system/functions", new StringContent($$"""{"service":"echo","image":"any",{{field}}}"""));

        Assert.Equal((HttpStatusCode.Accepted, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(remark, answer.Headers.GetValues("X-Connectors-Remark").Single());
        if (remark.StartsWith("field", StringComparison.Ordinal))
            Assert.Contains($"Warning: Function echo.openfaas-fn was deployed; {remark}", log.Entries);
    }

    [Fact]
    public async Task A_deployment_without_them_is_told_nothing()
    {
        await using var host = await GatewayHost.StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Post, "/system/functions", new StringContent("\uFEFF" + """
            {"service":"echo","image":"any","namespace":"","envProcess":"cat","envVars":{},"constraints":[],"secrets":[],"labels":{},"annotations":{},"limits":null,"requests":null,"readOnlyRootFilesystem":false}
            """));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.False(answer.Headers.Contains("X-Connectors-Remark"));
    }

    [Fact]
    public async Task A_refused_deployment_is_told_its_fault_alone()
    {
        await using var host = await GatewayHost.StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Put, "/system/functions", new StringContent("""{"service":"echo","image":"any","replica":1}"""));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.False(answer.Headers.Contains("X-Connectors-Remark"));
    }

    [Fact]
    public async Task What_is_missing_is_told_with_what_stands_in_its_place()
    {
        await using var host = await GatewayHost.StartAsync();
        await RestCalls.Expect(host, "POST", "/system/functions", """{"name":"echo","image":"any"}""", 400,
            "the function name, service, is missing; field 'name' is not known and without effect: the name is service");
    }
}
