using Connectors.Core.Functions;
using Connectors.Gateway.Metrics;
using Connectors.Gateway.Scaling;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Gateway.Tests.Metrics;

/// <summary>Functions that come and go leave nothing behind.</summary>
public sealed class Numbers_of_functions_that_are_gone : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private GoneNumbers? looking;

    public void Dispose() => looking?.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_dropped_an_hour_after_it()
    {
        await using var host = await GatewayHost.StartAsync(services: services => services.AddSingleton<TimeProvider>(time));
        await host.FunctionAsync("echo", _ => Task.CompletedTask);
        await host.FunctionAsync("stays", _ => Task.CompletedTask);
        using (await host.SendAsync(HttpMethod.Post, "/function/echo", admin: false))
        using (await host.SendAsync(HttpMethod.Post, "/function/stays", admin: false))
            host.Services.GetRequiredService<ScalingMetrics>().Changed(new FunctionName("echo", "openfaas-fn"), 0, 1);
        using (await host.SendAsync(HttpMethod.Delete, "/system/functions", new StringContent("""{"functionName":"echo"}""")))
            await LookAfterAsync(host, TimeSpan.Zero);

        await LookAfterAsync(host, TimeSpan.FromMinutes(59));
        Assert.Contains("gateway_function_invocation_total{function_name=\"echo.openfaas-fn\",code=\"200\"} 1", await MetricsAsync(host));
        await LookAfterAsync(host, TimeSpan.FromMinutes(1));

        Assert.DoesNotContain("echo", await MetricsAsync(host));
        Assert.Contains("gateway_function_invocation_total{function_name=\"stays.openfaas-fn\",code=\"200\"} 1", await MetricsAsync(host));
        Assert.Equal("stays", Assert.Single(host.Services.GetRequiredService<FunctionTraffic>().All).Function.Name);

        await host.FunctionAsync("echo", _ => Task.CompletedTask);
        using (await host.SendAsync(HttpMethod.Post, "/function/echo", admin: false))
            Assert.Contains("gateway_function_invocation_total{function_name=\"echo.openfaas-fn\",code=\"200\"} 1", await MetricsAsync(host));
    }

    [Fact]
    public async Task Stay_while_a_call_is_under_way()
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.UpstreamTimeout = TimeSpan.FromDays(1), services: services => services.AddSingleton<TimeProvider>(time));
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        await host.FunctionAsync("echo", async _ =>
        {
            entered.SetResult();
            await leave.Task.WaitAsync(Cancel);
        });
        var call = host.SendAsync(HttpMethod.Post, "/function/echo", admin: false);
        await entered.Task.WaitAsync(Cancel);
        await host.Provider.DeleteAsync(new FunctionName("echo", "openfaas-fn"), Cancel);

        await LookAfterAsync(host, TimeSpan.Zero);
        await LookAfterAsync(host, TimeSpan.FromHours(2));

        Assert.Contains("gateway_function_invocation_inflight{function_name=\"echo.openfaas-fn\"} 1", await MetricsAsync(host));
        leave.SetResult();
        using (await call)
        {
        }
    }

    // The host's own looks for the first time when time first passes, so that this one is first.
    private async Task LookAfterAsync(GatewayHost host, TimeSpan span)
    {
        time.Advance(span);
        await (looking ??= ActivatorUtilities.CreateInstance<GoneNumbers>(host.Services)).LookAsync(Cancel);
    }

    private static Task<string> MetricsAsync(GatewayHost host) => host.Client.GetStringAsync(new Uri(host.MetricsAddress, "metrics"), Cancel);
}
