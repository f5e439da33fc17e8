using k8s;
using k8s.Models;

namespace Connectors.Charts.Tests.Rendering;

/// <summary>As much of the Prometheus operator's resource as the chart uses; not among the client's models.</summary>
internal sealed class ServiceMonitor : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public ServiceMonitorSpec Spec { get; set; } = new();
}

internal sealed class ServiceMonitorSpec
{
    public V1LabelSelector Selector { get; set; } = new();

    public ServiceMonitorNamespaces NamespaceSelector { get; set; } = new();

    public IList<ServiceMonitorEndpoint> Endpoints { get; set; } = [];
}

internal sealed class ServiceMonitorNamespaces
{
    public IList<string> MatchNames { get; set; } = [];
}

internal sealed class ServiceMonitorEndpoint
{
    public string Port { get; set; } = "";

    public string Interval { get; set; } = "";
}
