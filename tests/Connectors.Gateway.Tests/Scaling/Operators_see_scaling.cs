using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Gateway.Scaling;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.Scaling;

public sealed class Operators_see_scaling
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_loop_scales_and_its_decision_is_shown_and_counted()
    {
        await using var host = await GatewayHost.StartAsync(scaling: new ScalingSettings { Interval = TimeSpan.FromMilliseconds(100) });
        host.Provider.Usage = new FunctionUsage { Cpu = 90 };
        host.Provider.Add(
            new FunctionStatus
            {
                Name = "busy",
                Image = "any",
                Labels = new Dictionary<string, string>
                {
                    ["com.openfaas.scale.type"] = "cpu",
                    ["com.openfaas.scale.target"] = "100",
                    ["com.openfaas.scale.target-proportion"] = "0.3",
                    ["com.openfaas.scale.zero-duration"] = "soon",
                },
            },
            new Uri("http://127.0.0.2:9/"));
        host.Provider.Add("plain", new Uri("http://127.0.0.3:9/"));
        await host.Provider.WantedAsync("busy", 3);

        using var open = await host.SendAsync(HttpMethod.Get, "/system/scaling", admin: false);
        Assert.Equal(HttpStatusCode.Unauthorized, open.StatusCode);
        var shown = Assert.Single((await JsonAsync(host)).EnumerateArray());
        Assert.Equal(("busy", "openfaas-fn", "cpu"), (shown.GetProperty("function").GetString(), shown.GetProperty("namespace").GetString(), shown.GetProperty("type").GetString()));
        Assert.Equal((90, 100, 0.3), (shown.GetProperty("load").GetDouble(), shown.GetProperty("target").GetDouble(), shown.GetProperty("proportion").GetDouble()));
        Assert.Equal((1, 20, 3, 1), (shown.GetProperty("min").GetInt32(), shown.GetProperty("max").GetInt32(), shown.GetProperty("replicas").GetInt32(), shown.GetProperty("ready").GetInt32()));
        Assert.Equal(3, shown.GetProperty("decision").GetProperty("replicas").GetInt32());
        Assert.Contains("cpu 90", shown.GetProperty("decision").GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("zero-duration 'soon'", Assert.Single(shown.GetProperty("warnings").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.False(shown.TryGetProperty("fault", out _));
        Assert.False(shown.TryGetProperty("heldUntil", out _));

        var metrics = await host.Client.GetStringAsync(new Uri(host.MetricsAddress, "metrics"), Cancel);
        Assert.Contains("gateway_scaling_changes_total{function_name=\"busy.openfaas-fn\",direction=\"up\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("gateway_service_target_load{function_name=\"busy.openfaas-fn\",scaling_type=\"cpu\"} 100", metrics, StringComparison.Ordinal);
        Assert.Contains("gateway_service_target{function_name=\"plain.openfaas-fn\",scaling_type=\"rps\"} 50", metrics, StringComparison.Ordinal);

        // An operator's number stands, and says so.
        using var scaled = await host.SendAsync(HttpMethod.Post, "/system/scale-function/busy", JsonContent.Create(new { replicas = 8 }));
        Assert.Equal(HttpStatusCode.Accepted, scaled.StatusCode);
        shown = (await JsonAsync(host))[0];
        Assert.Equal(8, shown.GetProperty("replicas").GetInt32());
        Assert.True(shown.GetProperty("heldUntil").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
    }

    private static async Task<JsonElement> JsonAsync(GatewayHost host)
    {
        using var answer = await host.SendAsync(HttpMethod.Get, "/system/scaling");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }
}
