using Connectors.Gateway.Tests.Fixtures;
using Connectors.Gateway.Tests.RestApi;

namespace Connectors.Gateway.Tests.Metrics;

/// <summary>What <c>/metrics</c> tells of functions.</summary>
public sealed class Numbers_of_calls_and_replicas
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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

        await RestCalls.Expect(host, "DELETE", "/system/functions", """{"functionName":"echo"}""", 202, "");
        Assert.DoesNotContain("gateway_service_count{", await host.Client.GetStringAsync(new Uri(host.MetricsAddress, "metrics"), Cancel));
    }
}
