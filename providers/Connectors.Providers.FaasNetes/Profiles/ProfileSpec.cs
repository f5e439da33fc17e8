using k8s.Models;

namespace Connectors.Providers.FaasNetes.Profiles;

/// <summary>What a profile gives to a function; null is what it says nothing about. Names and shapes are those of Kubernetes' pods and Deployments.</summary>
internal sealed record ProfileSpec
{
    public IList<V1Toleration>? Tolerations { get; init; }

    public string? RuntimeClassName { get; init; }

    public V1PodSecurityContext? PodSecurityContext { get; init; }

    public V1Affinity? Affinity { get; init; }

    public IList<V1TopologySpreadConstraint>? TopologySpreadConstraints { get; init; }

    public string? DnsPolicy { get; init; }

    public V1PodDNSConfig? DnsConfig { get; init; }

    public V1ResourceRequirements? Resources { get; init; }

    public string? PriorityClassName { get; init; }

    public V1DeploymentStrategy? Strategy { get; init; }
}
