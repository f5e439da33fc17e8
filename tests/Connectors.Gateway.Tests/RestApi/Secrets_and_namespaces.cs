using System.Net;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.RestApi;

/// <summary>As faas-cli handles them.</summary>
public sealed class Secrets_and_namespaces
{
    [Fact]
    public async Task Secrets_go_in_and_their_values_never_come_out()
    {
        await using var host = await GatewayHost.StartAsync();

        await RestCalls.Expect(host, "POST", "/system/secrets", """{"name":"key","value":"text","rawValue":"AAEC"}""", 202, "");
        Assert.Equal([0, 1, 2], host.Provider.Secret("key"));
        await RestCalls.Expect(host, "POST", "/system/secrets", """{"name":"key","value":"text"}""", 409, "secret key already exists");
        await RestCalls.Expect(host, "PUT", "/system/secrets", """{"name":"key","namespace":"openfaas-fn","value":"new"}""", 202, "");
        Assert.Equal("new"u8.ToArray(), host.Provider.Secret("key"));
        await RestCalls.Expect(host, "GET", "/system/secrets?namespace=openfaas-fn", null, 200, """[{"name":"key","namespace":"openfaas-fn"}]""");
        await RestCalls.Expect(host, "POST", "/system/secrets?namespace=team", """{"name":"key","value":"text"}""", 202, "");
        await RestCalls.Expect(host, "DELETE", "/system/secrets?namespace=team", """{"name":"key"}""", 202, "");
        await RestCalls.Expect(host, "DELETE", "/system/secrets", """{"name":"key","namespace":"openfaas-fn"}""", 202, "");
        await RestCalls.Expect(host, "DELETE", "/system/secrets", """{"name":"key"}""", 404, "secret key not found");
        using var odd = await host.SendAsync(HttpMethod.Post, "/system/secrets", new StringContent("""{"name":"../key","value":"x"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, odd.StatusCode);
        using var notBase64 = await host.SendAsync(HttpMethod.Post, "/system/secrets", new StringContent("""{"name":"key","rawValue":"%"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, notBase64.StatusCode);
    }

    [Theory]
    [InlineData("/system/namespace"), InlineData("/system/namespaces")]
    public async Task Namespaces_answer_in_the_singular_and_the_plural(string path)
    {
        await using var host = await GatewayHost.StartAsync();
        const string Team = """{"name":"team","labels":{"openfaas":"1"}}""";

        await RestCalls.Expect(host, "GET", "/system/namespaces", null, 200, """["openfaas-fn"]""");
        await RestCalls.Expect(host, "POST", path + "/", Team, 202, "");
        await RestCalls.Expect(host, "POST", path + "/", Team, 409, "namespace team already exists");
        await RestCalls.Expect(host, "GET", path + "/team", null, 200, Team);
        await RestCalls.Expect(host, "PUT", path + "/team", """{"annotations":{"openfaas":"1"}}""", 202, "");
        await RestCalls.Expect(host, "DELETE", path + "/team", """{"name":"team"}""", 202, "");
        await RestCalls.Expect(host, "DELETE", path + "/team", null, 404, "namespace team not found");
        await RestCalls.Expect(host, "GET", path + "/team", null, 404, "namespace team not found");
        using var odd = await host.SendAsync(HttpMethod.Post, path + "/", new StringContent("""{"name":"No.Label"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, odd.StatusCode);
    }

    [Theory]
    [InlineData("POST", """{"name":"key"}""")]
    [InlineData("PUT", """{"name":"key","vale":"text"}""")]
    public async Task A_secret_without_a_value_is_refused_by_its_name(string verb, string body)
    {
        await using var host = await GatewayHost.StartAsync();
        await RestCalls.Expect(host, verb, "/system/secrets", body, 400, "secret key has no value; send it as value, or in base64 as rawValue");
    }

    [Theory]
    [InlineData("""{"name":"key","value":""}""")]
    [InlineData("""{"name":"key","rawValue":""}""")]
    public async Task An_empty_secret_may_be_meant(string body)
    {
        await using var host = await GatewayHost.StartAsync();
        await RestCalls.Expect(host, "POST", "/system/secrets", body, 202, "");
        Assert.Empty(host.Provider.Secret("key"));
    }
}
