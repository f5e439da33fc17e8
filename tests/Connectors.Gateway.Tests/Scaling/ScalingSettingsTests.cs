using Connectors.Gateway.Scaling;

namespace Connectors.Gateway.Tests.Scaling;

public sealed class ScalingSettingsTests
{
    [Fact]
    public void The_defaults_are_without_fault_and_without_Prometheus()
    {
        Assert.Empty(new ScalingSettings().Faults());
        Assert.Null(new ScalingSettings().PrometheusAddress);
    }

    [Theory]
    [InlineData("http://a:9090", null, "http://a:9090/")]
    [InlineData("http://a/prom", "b", "http://a/prom/")]
    [InlineData(null, "b", "http://b:9091/")]
    [InlineData(" ", " ", null)]
    public void Prometheus_is_an_address_or_a_host(string? address, string? host, string? expected)
    {
        var settings = new ScalingSettings { Prometheus = address, PrometheusHost = host, PrometheusPort = 9091 };
        Assert.Empty(settings.Faults());
        Assert.Equal(expected, settings.PrometheusAddress?.ToString());
    }

    [Fact]
    public void Every_fault_names_its_setting() => Assert.Equal(
        [
            "scaling.ready-timeout", "scaling.interval", "scaling.prometheus-window", "scaling.manual-hold", "scaling.default-target", "scaling.prometheus",
            "scaling.prometheus-port", "scaling.prometheus-host",
        ],
        new ScalingSettings
        {
            ReadyTimeout = TimeSpan.Zero,
            Interval = TimeSpan.FromDays(2),
            PrometheusWindow = TimeSpan.Zero,
            ManualHold = TimeSpan.FromSeconds(-1),
            DefaultTarget = double.NaN,
            Prometheus = "somewhere",
            PrometheusPort = 0,
            PrometheusHost = "a b",
        }.Faults().Select(fault => fault.Split(' ')[0]));
}
