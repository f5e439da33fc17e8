using Connectors.Core.Functions;
using Connectors.Providers.FaasNetes.Profiles;
using k8s;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Tests.Profiles;

public class What_profiles_give
{
    [Fact]
    public void Every_field_has_its_place()
    {
        var deployment = ProfileText.Deployment("""
            {
              "tolerations": [{ "key": "nvme", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 30 }],
              "runtimeClassName": "gvisor",
              "podSecurityContext": { "runAsUser": 1234, "fsGroup": 7, "runAsNonRoot": true, "seccompProfile": { "type": "RuntimeDefault" }, "sysctls": [{ "name": "net.core.somaxconn", "value": "9" }] },
              "affinity": { "nodeAffinity": { "requiredDuringSchedulingIgnoredDuringExecution": { "nodeSelectorTerms": [{ "matchExpressions": [{ "key": "nvme", "operator": "In", "values": ["installed"] }] }] } } },
              "topologySpreadConstraints": [{ "maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": { "matchLabels": { "faas_function": "shout" } } }],
              "dnsPolicy": "None",
              "dnsConfig": { "nameservers": ["10.0.0.1"], "searches": ["example.org"], "options": [{ "name": "ndots", "value": "2" }] },
              "resources": { "limits": { "nvidia.com/gpu": 1 }, "requests": { "memory": "64Mi", "cpu": 0.25 } },
              "priorityClassName": "high",
              "strategy": { "type": "Recreate" }
            }
            """);
        var pod = deployment.Spec.Template.Spec;
        var toleration = Assert.Single(pod.Tolerations);
        Assert.Equal(("nvme", "Exists", "NoExecute", 30), (toleration.Key, toleration.OperatorProperty, toleration.Effect, toleration.TolerationSeconds));
        Assert.Equal(("gvisor", "high", "None"), (pod.RuntimeClassName, pod.PriorityClassName, pod.DnsPolicy));
        Assert.Equal((1234, 7, true, "RuntimeDefault"), (pod.SecurityContext.RunAsUser, pod.SecurityContext.FsGroup, pod.SecurityContext.RunAsNonRoot, pod.SecurityContext.SeccompProfile.Type));
        Assert.Equal("9", Assert.Single(pod.SecurityContext.Sysctls).Value);
        Assert.Equal(["installed"], pod.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms[0].MatchExpressions[0].Values);
        var spread = Assert.Single(pod.TopologySpreadConstraints);
        Assert.Equal((1, "topology.kubernetes.io/zone", "DoNotSchedule", "shout"), (spread.MaxSkew, spread.TopologyKey, spread.WhenUnsatisfiable, spread.LabelSelector.MatchLabels["faas_function"]));
        Assert.Equal(["10.0.0.1"], pod.DnsConfig.Nameservers);
        Assert.Equal(["example.org"], pod.DnsConfig.Searches);
        Assert.Equal(("ndots", "2"), (pod.DnsConfig.Options[0].Name, pod.DnsConfig.Options[0].Value));
        Assert.Equal("1", pod.Containers[0].Resources.Limits["nvidia.com/gpu"].ToString());
        Assert.Equal(["cpu=250m", "memory=64Mi"], Amounts(pod.Containers[0].Resources.Requests));
        Assert.Equal("Recreate", deployment.Spec.Strategy.Type);
        Assert.Null(deployment.Spec.Strategy.RollingUpdate);
        // Nothing in it that Kubernetes does not have.
        KubernetesYaml.Deserialize<V1Deployment>(KubernetesYaml.Serialize(deployment), strict: true);
    }

    [Fact]
    public void None_changes_nothing()
    {
        var plain = ProfileText.Deployment();
        Assert.Equal(KubernetesYaml.Serialize(plain), KubernetesYaml.Serialize(ProfileText.Deployment("{}")));
        Assert.Equal(("RollingUpdate", "1", "0"), (plain.Spec.Strategy.Type, plain.Spec.Strategy.RollingUpdate.MaxSurge.Value, plain.Spec.Strategy.RollingUpdate.MaxUnavailable.Value));
    }

    [Fact]
    public void Of_several_the_later_one_wins_and_lists_are_joined()
    {
        var deployment = ProfileText.Deployment(
            """
            {
              "tolerations": [{ "key": "a", "operator": "Exists" }, { "key": "b", "operator": "Exists" }],
              "topologySpreadConstraints": [{ "maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule" }, { "maxSkew": 1, "topologyKey": "host", "whenUnsatisfiable": "ScheduleAnyway" }],
              "runtimeClassName": "gvisor", "priorityClassName": "low", "dnsPolicy": "Default", "strategy": { "type": "Recreate" },
              "affinity": { "podAffinity": {}, "nodeAffinity": {} },
              "podSecurityContext": { "runAsUser": 1, "runAsGroup": 2, "supplementalGroups": [1, 2] },
              "dnsConfig": { "nameservers": ["10.0.0.1"], "searches": ["a.example"] },
              "resources": { "limits": { "memory": "64Mi", "nvidia.com/gpu": "1" }, "requests": { "cpu": "1m" } }
            }
            """,
            """
            {
              "tolerations": [{ "operator": "Exists", "key": "b" }, { "key": "c", "operator": "Exists" }],
              "topologySpreadConstraints": [{ "maxSkew": 5, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule" }],
              "runtimeClassName": "", "priorityClassName": "high", "strategy": { "type": "RollingUpdate", "rollingUpdate": { "maxUnavailable": "50%" } },
              "affinity": { "podAntiAffinity": {} },
              "podSecurityContext": { "runAsUser": 0, "supplementalGroups": [3] },
              "dnsConfig": { "nameservers": ["10.0.0.2"] },
              "resources": { "limits": { "memory": "128Mi" } }
            }
            """);
        var pod = deployment.Spec.Template.Spec;
        Assert.Equal(["a", "b", "c"], pod.Tolerations.Select(one => one.Key));
        Assert.Equal([("host", 1), ("zone", 5)], pod.TopologySpreadConstraints.Select(one => (one.TopologyKey, one.MaxSkew)));
        Assert.Equal(("gvisor", "high", "Default"), (pod.RuntimeClassName, pod.PriorityClassName, pod.DnsPolicy));
        Assert.Equal((false, false, true), (pod.Affinity.PodAffinity is not null, pod.Affinity.NodeAffinity is not null, pod.Affinity.PodAntiAffinity is not null));
        Assert.Equal((0, 2), (pod.SecurityContext.RunAsUser, pod.SecurityContext.RunAsGroup));
        Assert.Equal([3], pod.SecurityContext.SupplementalGroups.OfType<long>());
        Assert.Equal(["10.0.0.2"], pod.DnsConfig.Nameservers);
        Assert.Equal(["a.example"], pod.DnsConfig.Searches);
        Assert.Equal(["memory=128Mi", "nvidia.com/gpu=1"], Amounts(pod.Containers[0].Resources.Limits));
        Assert.Equal(["cpu=1m"], Amounts(pod.Containers[0].Resources.Requests));
        var strategy = deployment.Spec.Strategy;
        Assert.Equal(("RollingUpdate", "1", "50%"), (strategy.Type, strategy.RollingUpdate.MaxSurge.Value, strategy.RollingUpdate.MaxUnavailable.Value));
    }

    [Fact]
    public void What_the_function_says_of_its_resources_wins()
    {
        var function = ProfileText.Plain with { Limits = new FunctionResources { Memory = "256Mi" }, Requests = new FunctionResources { Cpu = "2" } };
        var resources = ProfileText.Deployment(function, new FaasNetesSettings(), """{ "resources": { "limits": { "memory": "64Mi", "cpu": "4" }, "requests": { "memory": "32Mi", "cpu": "1" } } }""").Spec.Template.Spec.Containers[0].Resources;
        Assert.Equal(["cpu=4", "memory=256Mi"], Amounts(resources.Limits));
        Assert.Equal(["cpu=2", "memory=32Mi"], Amounts(resources.Requests));
    }

    // Kubernetes would refuse the function for it.
    [Fact]
    public void A_request_is_never_above_a_limit_of_the_function_nor_a_limit_below_its_request()
    {
        var function = ProfileText.Plain with { Limits = new FunctionResources { Memory = "32Mi" }, Requests = new FunctionResources { Cpu = "2" } };
        var resources = ProfileText.Deployment(function, new FaasNetesSettings(), """{ "resources": { "limits": { "cpu": "500m" }, "requests": { "memory": "64Mi" } } }""").Spec.Template.Spec.Containers[0].Resources;
        Assert.Equal(["cpu=2", "memory=32Mi"], Amounts(resources.Limits));
        Assert.Equal(["cpu=2", "memory=32Mi"], Amounts(resources.Requests));
    }

    [Fact]
    public void Its_user_wins_over_that_of_all_functions()
    {
        var settings = new FaasNetesSettings { SetNonrootUser = true };
        var pod = ProfileText.Deployment(ProfileText.Plain, settings, """{ "podSecurityContext": { "runAsUser": 1234 } }""").Spec.Template.Spec;
        Assert.Equal((1234, null), (pod.SecurityContext.RunAsUser, pod.Containers[0].SecurityContext.RunAsUser));
        Assert.Equal(12000, ProfileText.Deployment(ProfileText.Plain, settings, """{ "podSecurityContext": { "fsGroup": 1 } }""").Spec.Template.Spec.Containers[0].SecurityContext.RunAsUser);
    }

    [Fact]
    public void Who_must_not_be_root_has_no_capabilities_as_the_restricted_standard_wants_it()
    {
        var container = ProfileText.Pod("""{ "podSecurityContext": { "runAsNonRoot": true } }""").Containers[0];
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.Null(ProfileText.Pod("{}").Containers[0].SecurityContext.Capabilities);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData(" , ,")]
    [InlineData("gpu", "gpu")]
    [InlineData(" gpu , restricted,", "gpu", "restricted")]
    [InlineData("a,b,a", "b", "a")]
    public void The_annotation_names_them_in_order(string? value, params string[] names) =>
        Assert.Equal(names, ProfileNames.Of(value is null ? null : new Dictionary<string, string> { ["com.openfaas.profile"] = value }));

    private static IEnumerable<string> Amounts(IDictionary<string, ResourceQuantity> amounts) => amounts.Select(one => $"{one.Key}={one.Value}").Order(StringComparer.Ordinal);
}
