using System.Text.Json.Nodes;
using Connectors.Providers.FaasNetes.Profiles;
using k8s;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Manifests;

/// <summary>
/// Gives a function's Deployment what its profiles say. As OpenFaaS has it: tolerations and topology spread constraints are joined; of all else the later profile wins, of security
/// context and DNS configuration field by field, of resources amount by amount; and the function's own resources win over any profile's.
/// </summary>
internal static class ProfiledDeployment
{
    private const string RollingUpdate = "RollingUpdate";

    public static void Apply(V1Deployment deployment, IEnumerable<ProfileSpec> profiles)
    {
        var pod = deployment.Spec.Template.Spec;
        var plain = deployment.Spec.Strategy.RollingUpdate;
        V1ResourceRequirements? resources = null;
        foreach (var profile in profiles)
        {
            pod.Tolerations = Joined(pod.Tolerations, profile.Tolerations, static one => KubernetesJson.Serialize(one));
            // More than one to a topology and a way of missing it is refused by Kubernetes.
            pod.TopologySpreadConstraints = Joined(pod.TopologySpreadConstraints, profile.TopologySpreadConstraints, static one => (one.TopologyKey, one.WhenUnsatisfiable));
            pod.RuntimeClassName = profile.RuntimeClassName ?? pod.RuntimeClassName;
            pod.PriorityClassName = profile.PriorityClassName ?? pod.PriorityClassName;
            pod.SecurityContext = Merged(pod.SecurityContext, profile.PodSecurityContext);
            pod.Affinity = profile.Affinity ?? pod.Affinity;
            pod.DnsPolicy = profile.DnsPolicy ?? pod.DnsPolicy;
            pod.DnsConfig = Merged(pod.DnsConfig, profile.DnsConfig);
            deployment.Spec.Strategy = Strategy(profile.Strategy, plain) ?? deployment.Spec.Strategy;
            resources = ProfiledResources.Later(resources, profile.Resources);
        }
        var container = pod.Containers[0];
        container.Resources = ProfiledResources.Below(container.Resources, resources);
        Agree(container.SecurityContext, pod.SecurityContext);
    }

    // A container's own user would win over that of its pod.
    private static void Agree(V1SecurityContext container, V1PodSecurityContext? pod)
    {
        if (pod?.RunAsUser is not null)
            container.RunAsUser = null;
        // Somebody without root has none anyway; Kubernetes' restricted standard wants it said.
        if (pod?.RunAsNonRoot == true)
            container.Capabilities = new V1Capabilities { Drop = ["ALL"] };
    }

    private static V1DeploymentStrategy? Strategy(V1DeploymentStrategy? wanted, V1RollingUpdateDeployment plain) => wanted switch
    {
        null or { Type: null or "", RollingUpdate: null } => null,
        { Type: not (null or "" or RollingUpdate) } => new V1DeploymentStrategy { Type = wanted.Type },
        _ => new V1DeploymentStrategy { Type = RollingUpdate, RollingUpdate = Merged(plain, wanted.RollingUpdate) },
    };

    private static IList<T>? Joined<T, TKey>(IList<T>? before, IList<T>? later, Func<T, TKey> key) =>
        later is not { Count: > 0 } ? before : [.. (before ?? []).ExceptBy(later.Select(key), key), .. later.Reverse().DistinctBy(key).Reverse()];

    // Field by field; fields that Kubernetes will have one day are not forgotten here.
    private static T? Merged<T>(T? before, T? later)
        where T : class
    {
        if (before is null || later is null)
            return later ?? before;
        var fields = JsonNode.Parse(KubernetesJson.Serialize(before))!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(KubernetesJson.Serialize(later))!.AsObject())
            fields[name] = value?.DeepClone();
        return KubernetesJson.Deserialize<T>(fields);
    }
}
