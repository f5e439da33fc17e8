using Connectors.Core.Settings;
using Connectors.Core.Units;

namespace Connectors.Gateway.Scaling;

/// <summary>How the gateway scales functions, section <c>scaling</c>.</summary>
public sealed class ScalingSettings : ISettings
{
    private static readonly TimeSpan longest = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public static string Section => "scaling";

    /// <summary>Whether a call of a function at zero brings it up.</summary>
    [Setting("Hold a call of a function that is scaled to zero, and scale the function up. Without it nothing is scaled to zero for being idle either.", OpenFaasVariable = "scale_from_zero")]
    public bool FromZero { get; set; } = true;

    /// <summary>How long a call is held.</summary>
    [Setting("How long a call is held for a function that is coming up from zero; then it gets 503.")]
    public TimeSpan ReadyTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether the gateway scales functions by their load.</summary>
    [Setting("Scale functions by their labels com.openfaas.scale.*: by load, and to zero when idle. Turn it off where something else does.")]
    public bool Automatic { get; set; } = true;

    /// <summary>How often the loads are looked at.</summary>
    [Setting("How often the loads of functions are read and their replicas decided.")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The load wanted of one replica where no label says it.</summary>
    [Setting("The load wanted of one replica where the label com.openfaas.scale.target is missing.", OpenFaasVariable = "default_target")]
    public double DefaultTarget { get; set; } = 50;

    /// <summary>How long automatic scaling leaves a function alone that somebody has scaled.</summary>
    [Setting("How long a function keeps the replicas that an operator or an alert has given it before it is scaled by load again; 0s does not wait.")]
    public TimeSpan ManualHold { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The Prometheus that knows the calls of all gateways.</summary>
    [Setting("Address of a Prometheus that reads the metrics of all gateways, such as http://prometheus:9090/; needed for scaling types of your own. Empty: the gateway's own numbers, and those of the gateways that share its queue on NATS.")]
    public string? Prometheus { get; set; }

    /// <summary>The same as a host.</summary>
    [Setting("The same as a host name, as OpenFaaS has it; scaling.prometheus wins.", OpenFaasVariable = "faas_prometheus_host")]
    public string? PrometheusHost { get; set; }

    /// <summary>The port of that host.</summary>
    [Setting("The port of scaling.prometheus-host.", OpenFaasVariable = "faas_prometheus_port")]
    public int PrometheusPort { get; set; } = 9090;

    /// <summary>The time over which Prometheus takes the mean of calls.</summary>
    [Setting("The time over which Prometheus takes the rate of calls; at least twice the interval at which it reads the gateways.")]
    public TimeSpan PrometheusWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The address that is in force; null: no Prometheus.</summary>
    internal Uri? PrometheusAddress =>
        !string.IsNullOrWhiteSpace(Prometheus) ? Address(Prometheus)
        : !string.IsNullOrWhiteSpace(PrometheusHost) ? Address($"http://{PrometheusHost}:{PrometheusPort}/")
        : null;

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        foreach (var (key, value) in new[] { ("ready-timeout", ReadyTimeout), ("interval", Interval), ("prometheus-window", PrometheusWindow) })
        {
            if (value < TimeSpan.FromMilliseconds(100) || value > longest)
                yield return $"scaling.{key} {GoDuration.Format(value)} must be at least 100ms and at most a day; write for example 10s";
        }
        if (ManualHold < TimeSpan.Zero || ManualHold > longest)
            yield return $"scaling.manual-hold {GoDuration.Format(ManualHold)} must be at least 0s and at most a day; write for example 5m";
        if (!(DefaultTarget > 0) || !double.IsFinite(DefaultTarget))
            yield return "scaling.default-target must be more than 0; write for example 50";
        if (!string.IsNullOrWhiteSpace(Prometheus) && Address(Prometheus) is null)
            yield return $"scaling.prometheus '{MaskedAddress.Of(Prometheus)}' is not an address, without user and password; write for example http://127.0.0.1:9090/";
        if (PrometheusPort is < 1 or > 65535)
            yield return $"scaling.prometheus-port {PrometheusPort} must be from 1 to 65535; write for example 9090";
        if (!string.IsNullOrWhiteSpace(PrometheusHost) && Address($"http://{PrometheusHost}:9090/") is null)
            yield return $"scaling.prometheus-host '{PrometheusHost}' is not a host name; write for example prometheus";
    }

    // Relative addresses lead on from the last slash.
    private static Uri? Address(string text) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var address) && (address.Scheme is "http" or "https") && address.Host.Length > 0 && address.UserInfo.Length == 0
            ? address
            : null;
}
