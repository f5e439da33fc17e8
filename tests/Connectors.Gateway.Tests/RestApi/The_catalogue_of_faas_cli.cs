using System.Net;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.RestApi;

/// <summary>The requests of faas-cli about functions, byte for byte, and what it expects.</summary>
public sealed class The_catalogue_of_faas_cli
{
    private const string Deployment =
        """{"service":"shout","image":"dir:.","namespace":"","envProcess":"tr a-z A-Z","envVars":{},"constraints":null,"secrets":[],"labels":{},"annotations":{"topic":"a"},"limits":{"memory":"1024Mi"},"unknown":1}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Login_lists_functions_and_wants_200_or_401()
    {
        await using var host = await GatewayHost.StartAsync();

        using var allowed = await host.SendAsync(HttpMethod.Get, "/system/functions");
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        Assert.Equal("[]", await allowed.Content.ReadAsStringAsync(Cancel));
        foreach (var header in new[] { "Basic YWRtaW46d3Jvbmc=", "Basic !", "Bearer", "Bearer ", "Bearer x", "Basic", "" })
        {
            using var refused = await host.SendAsync(HttpMethod.Get, "/system/functions", null, false, ("Authorization", header));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("Basic realm=\"Restricted\"", refused.Headers.WwwAuthenticate.ToString());
            Assert.Equal("invalid credentials", await refused.Content.ReadAsStringAsync(Cancel));
        }
    }

    [Fact]
    public async Task Deploy_PUTs_then_POSTs_and_the_deployment_comes_back_as_it_was()
    {
        await using var host = await GatewayHost.StartAsync();

        await RestCalls.Expect(host, "PUT", "/system/functions", Deployment, 404, "function shout.openfaas-fn not found");
        await RestCalls.Expect(host, "POST", "/system/functions", Deployment, 202, "");
        await RestCalls.Expect(host, "POST", "/system/functions", Deployment, 409, "function shout.openfaas-fn already exists");
        await RestCalls.Expect(host, "PUT", "/system/functions", Deployment, 202, "");
        await RestCalls.Expect(host, "GET", "/system/function/shout?namespace=openfaas-fn", null, 200,
            """{"name":"shout","image":"dir:.","namespace":"openfaas-fn","envProcess":"tr a-z A-Z","labels":{"faas_function":"shout"},"annotations":{"topic":"a"},"limits":{"memory":"1024Mi"},"replicas":0,"availableReplicas":0,"createdAt":"1970-01-01T00:00:00+00:00"}""");
        using var list = await host.SendAsync(HttpMethod.Get, "/system/functions?namespace=openfaas-fn");
        Assert.Contains("\"invocationCount\":0", await list.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Describe_asks_for_usage()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add("echo");

        foreach (var usage in new[] { "1", "true" })
        {
            using var response = await host.SendAsync(HttpMethod.Get, $"/system/function/echo?usage={usage}");
            Assert.Contains("\"usage\":{\"cpu\":250,\"totalMemoryBytes\":4096}", await response.Content.ReadAsStringAsync(Cancel));
        }
        using var without = await host.SendAsync(HttpMethod.Get, "/system/function/echo");
        Assert.DoesNotContain("usage", await without.Content.ReadAsStringAsync(Cancel));
        await RestCalls.Expect(host, "GET", "/system/function/missing", null, 404, "function missing.openfaas-fn not found");
    }

    [Theory]
    [InlineData("", """{"functionName":"old","namespace":"team"}""")]
    [InlineData("?namespace=team", """{"functionName":"old"}""")]
    [InlineData("?namespace=team", """{"functionName":"old","namespace":"team"}""")]
    public async Task Remove_names_the_namespace_in_query_or_body(string query, string body)
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add(new Core.Functions.FunctionStatus { Name = "old", Namespace = "team" });

        await RestCalls.Expect(host, "DELETE", "/system/functions" + query, body, 202, "");
        await RestCalls.Expect(host, "DELETE", "/system/functions" + query, body, 404, "function old.team not found");
    }

    [Fact]
    public async Task Scale_takes_zero_and_more()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add(new Core.Functions.FunctionStatus { Name = "old", Namespace = "team" });

        await RestCalls.Expect(host, "POST", "/system/scale-function/old?namespace=team", """{"serviceName":"old","replicas":3}""", 202, "");
        await RestCalls.Expect(host, "POST", "/system/scale-function/old", """{"serviceName":"old","replicas":0,"namespace":"team"}""", 202, "");
        await RestCalls.Expect(host, "POST", "/system/scale-function/old", """{"replicas":0}""", 404, "function old.openfaas-fn not found");
        await RestCalls.Expect(host, "POST", "/system/scale-function/old?namespace=team", """{"replicas":-1}""", 400, "replicas -1 of function old.team must be from 0 to 2147483647");
        await RestCalls.Expect(host, "POST", "/system/scale-function/old?namespace=team", """{"replica":2}""", 400, "replicas of function old.team is missing; write for example {\"replicas\":2}, and 0 for none");
    }

    [Fact]
    public async Task Info_fills_what_clients_dereference()
    {
        await using var host = await GatewayHost.StartAsync();

        using var response = await host.SendAsync(HttpMethod.Get, "/system/info");
        var text = await response.Content.ReadAsStringAsync(Cancel);

        Assert.StartsWith("""{"provider":{"provider":"memory","orchestration":"none","version":{"release":"1.2.3","sha":"abc"}},"version":{"release":"0.1.0","sha":""", text);
        Assert.Matches("\"arch\":\"[a-z0-9]+\"}$", text);
    }

    [Fact]
    public async Task Health_and_the_root_are_open()
    {
        await using var host = await GatewayHost.StartAsync();

        using var health = await host.SendAsync(HttpMethod.Get, "/healthz", admin: false);
        using var root = await host.SendAsync(HttpMethod.Get, "/", admin: false);
        using var metricsHealth = await host.SendAsync(HttpMethod.Get, new Uri(host.MetricsAddress, "healthz").ToString(), admin: false);

        Assert.Equal("OK", await health.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.TemporaryRedirect, root.StatusCode);
        Assert.Equal("/ui/", root.Headers.Location!.OriginalString);
        Assert.Equal("OK", await metricsHealth.Content.ReadAsStringAsync(Cancel));
    }
}
