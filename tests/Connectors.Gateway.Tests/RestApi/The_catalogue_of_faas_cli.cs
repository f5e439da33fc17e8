using System.Net;
using System.Text;
using Connectors.Core.Providers;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.RestApi;

/// <summary>The requests of faas-cli, byte for byte, and what it expects.</summary>
public sealed class The_catalogue_of_faas_cli
{
    private const string Deployment =
        """{"service":"shout","image":"dir:.","namespace":"","envProcess":"tr a-z A-Z","envVars":{},"constraints":null,"secrets":[],"labels":{},"annotations":{"topic":"a"},"limits":{"memory":"1024Mi"},"unknown":1}""";

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

    [Fact]
    public async Task Deploy_PUTs_then_POSTs_and_the_deployment_comes_back_as_it_was()
    {
        await using var host = await GatewayHost.StartAsync();

        await Expect(host, "PUT", "/system/functions", Deployment, 404, "function shout.openfaas-fn not found");
        await Expect(host, "POST", "/system/functions", Deployment, 202, "");
        await Expect(host, "POST", "/system/functions", Deployment, 409, "function shout.openfaas-fn already exists");
        await Expect(host, "PUT", "/system/functions", Deployment, 202, "");
        await Expect(host, "GET", "/system/function/shout?namespace=openfaas-fn", null, 200,
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
        await Expect(host, "GET", "/system/function/missing", null, 404, "function missing.openfaas-fn not found");
    }

    [Theory]
    [InlineData("", """{"functionName":"old","namespace":"team"}""")]
    [InlineData("?namespace=team", """{"functionName":"old"}""")]
    [InlineData("?namespace=team", """{"functionName":"old","namespace":"team"}""")]
    public async Task Remove_names_the_namespace_in_query_or_body(string query, string body)
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add(new Core.Functions.FunctionStatus { Name = "old", Namespace = "team" });

        await Expect(host, "DELETE", "/system/functions" + query, body, 202, "");
        await Expect(host, "DELETE", "/system/functions" + query, body, 404, "function old.team not found");
    }

    [Fact]
    public async Task Scale_takes_zero_and_more()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add(new Core.Functions.FunctionStatus { Name = "old", Namespace = "team" });

        await Expect(host, "POST", "/system/scale-function/old?namespace=team", """{"serviceName":"old","replicas":3}""", 202, "");
        await Expect(host, "POST", "/system/scale-function/old", """{"serviceName":"old","replicas":0,"namespace":"team"}""", 202, "");
        await Expect(host, "POST", "/system/scale-function/old", """{"replicas":0}""", 404, "function old.openfaas-fn not found");
        await Expect(host, "POST", "/system/scale-function/old?namespace=team", """{"replicas":-1}""", 400, "replicas -1 of function old.team must be from 0 to 2147483647");
        await Expect(host, "POST", "/system/scale-function/old?namespace=team", """{"replica":2}""", 400, "replicas of function old.team is missing; write for example {\"replicas\":2}, and 0 for none");
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

        await Expect(host, "POST", "/system/functions", """{"service":"a","image":"needs-containers"}""", 501, "images need a provider with containers");
        using var huge = await host.SendAsync(HttpMethod.Post, "/system/functions", new StringContent($"\"{new string('x', 2 << 20)}\""), headers: ("Expect", "100-continue"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, huge.StatusCode);
        await Expect(host, "PATCH", "/system/functions", null, 405, "/system/functions does not take PATCH");
        await Expect(host, "POST", "/system/info", "", 405, "/system/info does not take POST");
        await Expect(host, "POST", "/healthz", "", 405, "/healthz does not take POST");
    }

    [Fact]
    public async Task Secrets_go_in_and_their_values_never_come_out()
    {
        await using var host = await GatewayHost.StartAsync();

        await Expect(host, "POST", "/system/secrets", """{"name":"key","value":"text","rawValue":"AAEC"}""", 202, "");
        Assert.Equal([0, 1, 2], host.Provider.Secret("key"));
        await Expect(host, "POST", "/system/secrets", """{"name":"key","value":"text"}""", 409, "secret key already exists");
        await Expect(host, "PUT", "/system/secrets", """{"name":"key","namespace":"openfaas-fn","value":"new"}""", 202, "");
        Assert.Equal("new"u8.ToArray(), host.Provider.Secret("key"));
        await Expect(host, "GET", "/system/secrets?namespace=openfaas-fn", null, 200, """[{"name":"key","namespace":"openfaas-fn"}]""");
        await Expect(host, "POST", "/system/secrets?namespace=team", """{"name":"key","value":"text"}""", 202, "");
        await Expect(host, "DELETE", "/system/secrets?namespace=team", """{"name":"key"}""", 202, "");
        await Expect(host, "DELETE", "/system/secrets", """{"name":"key","namespace":"openfaas-fn"}""", 202, "");
        await Expect(host, "DELETE", "/system/secrets", """{"name":"key"}""", 404, "secret key not found");
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

        await Expect(host, "GET", "/system/namespaces", null, 200, """["openfaas-fn"]""");
        await Expect(host, "POST", path + "/", Team, 202, "");
        await Expect(host, "POST", path + "/", Team, 409, "namespace team already exists");
        await Expect(host, "GET", path + "/team", null, 200, Team);
        await Expect(host, "PUT", path + "/team", """{"annotations":{"openfaas":"1"}}""", 202, "");
        await Expect(host, "DELETE", path + "/team", """{"name":"team"}""", 202, "");
        await Expect(host, "DELETE", path + "/team", null, 404, "namespace team not found");
        await Expect(host, "GET", path + "/team", null, 404, "namespace team not found");
        using var odd = await host.SendAsync(HttpMethod.Post, path + "/", new StringContent("""{"name":"No.Label"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, odd.StatusCode);
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

    [Fact]
    public async Task Logs_come_line_by_line_as_json()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add("echo");
        host.Provider.Lines.Add(new FunctionLogLine("echo", "openfaas-fn", "1", DateTimeOffset.UnixEpoch, "first\n\"x\""));
        host.Provider.NextLine = new();

        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync($"GET /system/logs?name=echo&namespace=openfaas-fn&follow=1&tail=5 HTTP/1.1\r\nHost: g\r\nAuthorization: {GatewayHost.Admin}\r\n\r\n");
        var first = await raw.ReadUntilAsync("\"}\n");
        Assert.Contains("Content-Type: application/x-ndjson", first);
        Assert.Contains("""{"name":"echo","namespace":"openfaas-fn","instance":"1","timestamp":"1970-01-01T00:00:00+00:00","text":"first\n\u0022x\u0022"}""", first);
        host.Provider.NextLine.SetResult(new FunctionLogLine("echo", "openfaas-fn", "1", DateTimeOffset.UnixEpoch, "later"));
        Assert.Contains("later", await raw.ReadUntilAsync("0\r\n\r\n"));
        Assert.True(host.Provider.LastLogQuery is { Follow: true, Tail: 5, Since: null });
    }

    [Fact]
    public async Task Who_follows_logs_is_let_go_when_the_host_stops()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add("echo");
        host.Provider.Lines.Add(new FunctionLogLine("echo", "openfaas-fn", "1", DateTimeOffset.UnixEpoch, "first"));
        host.Provider.NextLine = new();
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync($"GET /system/logs?name=echo&namespace=openfaas-fn&follow=1 HTTP/1.1\r\nHost: g\r\nAuthorization: {GatewayHost.Admin}\r\n\r\n");
        await raw.ReadUntilAsync("\"}\n");

        var stopping = host.StopAsync();

        Assert.EndsWith("0\r\n\r\n", await raw.ReadUntilAsync("0\r\n\r\n"));
        await stopping;
    }

    [Fact]
    public async Task Logs_go_back_five_minutes_unless_told_and_refuse_what_they_cannot_read()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add("echo");

        using var plain = await host.SendAsync(HttpMethod.Get, "/system/logs?name=echo&follow=false&tail=-1");
        var since = host.Provider.LastLogQuery!.Since!.Value;
        using var told = await host.SendAsync(HttpMethod.Get, "/system/logs?name=echo&since=2030-01-01T00:00:00%2B01:00&instance=7");

        Assert.InRange(TimeProvider.System.GetUtcNow() - since, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
        Assert.Equal(new DateTimeOffset(2029, 12, 31, 23, 0, 0, TimeSpan.Zero), host.Provider.LastLogQuery!.Since);
        Assert.Equal("7", host.Provider.LastLogQuery!.Instance);
        Assert.False(host.Provider.LastLogQuery!.Follow);
        await Expect(host, "GET", "/system/logs?name=echo&tail=many", null, 500, "tail 'many' of the logs of echo.openfaas-fn is not a whole number");
        await Expect(host, "GET", "/system/logs?name=echo&since=now", null, 500, "since 'now' of the logs of echo.openfaas-fn is not a time; write for example 2030-01-31T12:00:00Z");
        await Expect(host, "GET", "/system/logs?name=missing", null, 404, "function missing.openfaas-fn not found");
    }

    [Fact]
    public async Task Metrics_count_what_happened_and_forget_what_is_gone()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", context =>
        {
            context.Response.StatusCode = 418;
            return Task.CompletedTask;
        });
        using (await host.SendAsync(HttpMethod.Post, "/function/echo", admin: false))
        using (await host.SendAsync(HttpMethod.Post, "/function/made-up", admin: false))
        using (await host.SendAsync(HttpMethod.Post, "/async-function/echo", admin: false))
        {
        }

        using var list = await host.SendAsync(HttpMethod.Get, "/system/functions");
        Assert.Contains("\"invocationCount\":1", await list.Content.ReadAsStringAsync(Cancel));
        var text = await host.Client.GetStringAsync(new Uri(host.MetricsAddress, "metrics"), Cancel);
        foreach (var line in new[]
        {
            "gateway_function_invocation_total{function_name=\"echo.openfaas-fn\",code=\"418\"} 1",
            "gateway_functions_seconds_count{function_name=\"echo.openfaas-fn\",code=\"418\"} 1",
            "gateway_function_invocation_started{function_name=\"echo.openfaas-fn\"} 1",
            "gateway_function_invocation_inflight{function_name=\"echo.openfaas-fn\"} 0",
            "gateway_invocation_function_invocation_inflight{function_name=\"echo.openfaas-fn\"} 0",
            "gateway_service_count{function_name=\"echo.openfaas-fn\"} 1",
            "gateway_service_ready_count{function_name=\"echo.openfaas-fn\"} 1",
            "gateway_service_min{function_name=\"echo.openfaas-fn\"} 1",
            "gateway_service_target{function_name=\"echo.openfaas-fn\",scaling_type=\"rps\"} 50",
            "gateway_service_target_load{function_name=\"echo.openfaas-fn\",scaling_type=\"rps\"} 50",
            "http_requests_total{method=\"POST\",path=\"/async-function\",status=\"202\"} 1",
            "http_requests_total{method=\"GET\",path=\"/system/functions\",status=\"200\"} 1",
            "http_request_duration_seconds_count{method=\"GET\",path=\"/system/functions\",status=\"200\"} 1",
        })
            Assert.Contains(line + "\n", text);
        Assert.DoesNotContain("made-up", text);

        await Expect(host, "DELETE", "/system/functions", """{"functionName":"echo"}""", 202, "");
        Assert.DoesNotContain("gateway_service_count{", await host.Client.GetStringAsync(new Uri(host.MetricsAddress, "metrics"), Cancel));
    }

    [Fact]
    public async Task Connectors_bodies_are_bounded_too()
    {
        await using var host = await GatewayHost.StartAsync(settings => (settings.MaxBodyBytes, settings.ReadTimeout) = (new(100), TimeSpan.FromMilliseconds(300)));

        using var large = await RawConnection.OpenAsync(host.Address);
        await large.SendAsync("POST /connector/open HTTP/1.1\r\nHost: g\r\nContent-Length: 1000\r\n\r\n");
        using var stalled = await RawConnection.OpenAsync(host.Address);
        await stalled.SendAsync("POST /connector/open HTTP/1.1\r\nHost: g\r\nContent-Length: 10\r\n\r\nx");

        Assert.StartsWith("HTTP/1.1 413", await large.ReadToEndAsync());
        Assert.StartsWith("HTTP/1.1 408", await stalled.ReadToEndAsync());
    }

    private static async Task Expect(GatewayHost host, string verb, string path, string? body, int status, string answer)
    {
        using var response = await host.SendAsync(new HttpMethod(verb), path, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(answer, await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status >= 400, response.Headers.Contains("X-OpenFaaS-Internal"));
    }
}
