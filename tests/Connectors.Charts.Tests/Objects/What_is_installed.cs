using Connectors.Charts.Tests.Rendering;
using k8s.Models;

namespace Connectors.Charts.Tests.Objects;

public class What_is_installed
{
    public static TheoryData<string> AllShapes => Shapes.All;

    [Theory, MemberData(nameof(AllShapes))]
    public async Task Every_object_has_its_own_name_and_says_where_it_belongs(string values)
    {
        var objects = (await Manifests.RenderAsync(values)).Objects;
        Assert.NotEmpty(objects);
        Assert.Equal(objects.Count, objects.DistinctBy(one => (one.ApiVersion, one.Kind, one.Metadata.NamespaceProperty, one.Metadata.Name)).Count());
        Assert.All(objects, one => Assert.Equal("connectors", one.Metadata.Labels["app.kubernetes.io/part-of"]));
        Assert.All(objects.Where(one => one is not V1Namespace and not V1ClusterRole and not V1ClusterRoleBinding), one => Assert.NotNull(one.Metadata.NamespaceProperty));
    }

    [Theory, MemberData(nameof(AllShapes))]
    public async Task No_pod_may_more_than_it_must(string values)
    {
        foreach (var (owner, pod) in (await Manifests.RenderAsync(values)).Pods)
        {
            Assert.True(pod.Spec.SecurityContext is { RunAsNonRoot: true, RunAsUser: > 0, SeccompProfile.Type: "RuntimeDefault" }, owner);
            Assert.All(pod.Spec.Containers, container =>
            {
                var security = container.SecurityContext;
                Assert.True(security is { ReadOnlyRootFilesystem: true, AllowPrivilegeEscalation: false }, owner);
                Assert.Equal(["ALL"], security.Capabilities.Drop);
                Assert.Null(security.Capabilities.Add);
                Assert.True(container.Resources.Requests.ContainsKey("memory") && container.Resources.Limits.ContainsKey("memory"), owner);
            });
            // Only who talks to the cluster's API carries a token for it.
            var acts = owner is "Deployment gateway" or "Job credentials";
            Assert.True(acts == (pod.Spec.AutomountServiceAccountToken ?? true), owner);
        }
    }

    [Theory, MemberData(nameof(AllShapes))]
    public async Task Servers_are_asked_how_they_are(string values) =>
        Assert.All((await Manifests.RenderAsync(values)).Pods.Where(one => !one.Owner.StartsWith("Job ", StringComparison.Ordinal)), one =>
            Assert.All(one.Pod.Spec.Containers, container =>
            {
                var ports = container.Ports.Select(port => port.Name).ToList();
                Assert.All(new[] { container.LivenessProbe, container.ReadinessProbe }, probe => Assert.Contains((probe.HttpGet?.Port ?? probe.TcpSocket.Port).Value, ports));
            }));

    [Theory, MemberData(nameof(AllShapes))]
    public async Task What_objects_refer_to_is_there(string values)
    {
        var all = await Manifests.RenderAsync(values);
        foreach (var (owner, pod) in all.Pods)
        {
            if (pod.Spec.ServiceAccountName is { } account)
                Assert.True(all.Has<V1ServiceAccount>(account), $"{owner}: service account {account}");
            var volumes = pod.Spec.Volumes.Select(volume => volume.Name).ToHashSet();
            Assert.Equal(volumes.Count, pod.Spec.Volumes.Count);
            Assert.All(pod.Spec.Containers.SelectMany(container => container.VolumeMounts), mount =>
                Assert.True(volumes.Contains(mount.Name) || owner == "StatefulSet nats" && mount.Name == "data", $"{owner}: volume {mount.Name}"));
            Assert.All(pod.Spec.Volumes.Where(volume => volume.ConfigMap is not null), volume => Assert.True(all.Has<V1ConfigMap>(volume.ConfigMap.Name), $"{owner}: config map {volume.ConfigMap.Name}"));
        }
        foreach (var binding in all.Of<V1RoleBinding>())
        {
            Assert.True(binding.RoleRef.Kind == "Role" ? all.Of<V1Role>().Any(role => role.Metadata.Name == binding.RoleRef.Name && role.Metadata.NamespaceProperty == binding.Metadata.NamespaceProperty) : all.Has<V1ClusterRole>(binding.RoleRef.Name), Manifests.Title(binding));
            Assert.All(binding.Subjects, subject => Assert.True(all.Has<V1ServiceAccount>(subject.Name), Manifests.Title(binding)));
        }
        foreach (var binding in all.Of<V1ClusterRoleBinding>())
        {
            Assert.True(all.Has<V1ClusterRole>(binding.RoleRef.Name), Manifests.Title(binding));
            Assert.All(binding.Subjects, subject => Assert.True(all.Has<V1ServiceAccount>(subject.Name), Manifests.Title(binding)));
        }
    }

    [Theory, MemberData(nameof(AllShapes))]
    public async Task Selectors_select_pods_and_ports_that_are_there(string values)
    {
        var all = await Manifests.RenderAsync(values);
        var pods = all.Pods.Select(one => one.Pod).ToList();
        Assert.All(all.Of<V1Deployment>(), one => Assert.True(Matches(one.Spec.Selector.MatchLabels, one.Spec.Template.Metadata.Labels), Manifests.Title(one)));
        Assert.All(all.Of<V1StatefulSet>(), one => Assert.True(Matches(one.Spec.Selector.MatchLabels, one.Spec.Template.Metadata.Labels), Manifests.Title(one)));
        Assert.All(all.Of<V1PodDisruptionBudget>(), one => Assert.Contains(pods, pod => Matches(one.Spec.Selector.MatchLabels, pod.Metadata.Labels)));
        foreach (var service in all.Of<V1Service>().Where(service => service.Metadata.Name != "connector-metrics" || pods.Any(pod => pod.Metadata.Labels["app.kubernetes.io/component"] == "connector")))
        {
            var pod = pods.First(pod => Matches(service.Spec.Selector, pod.Metadata.Labels));
            Assert.All(service.Spec.Ports, port => Assert.Contains(pod.Spec.Containers.SelectMany(container => container.Ports), named => named.Name == port.TargetPort.Value));
        }
        if (all.Of<ServiceMonitor>().SingleOrDefault() is { } monitor)
            Assert.Equal(["connector-metrics", "gateway-metrics", "worker-metrics"], all.Of<V1Service>().Where(service => Matches(monitor.Spec.Selector.MatchLabels, service.Metadata.Labels)).Select(service => service.Metadata.Name).Order());
    }

    [Fact]
    public async Task As_it_comes_it_is_a_gateway_a_worker_cron_and_a_queue()
    {
        var all = await Manifests.RenderAsync();
        Assert.Equal(["Deployment connector-cron", "Deployment gateway", "Deployment worker", "Job credentials", "StatefulSet nats"], all.Pods.Select(pod => pod.Owner).Order());
        var space = Assert.Single(all.Of<V1Namespace>());
        Assert.Equal(("openfaas-fn", "1"), (space.Metadata.Name, space.Metadata.Annotations["openfaas"]));
    }

    [Fact]
    public async Task What_stands_elsewhere_is_named_and_not_installed()
    {
        var all = await Manifests.RenderAsync(Shapes.Elsewhere);
        Assert.Equal(["Deployment connector-cron", "Deployment gateway", "Deployment worker"], all.Pods.Select(pod => pod.Owner).Order());
        var environment = all.Named<V1Deployment>("gateway").Spec.Template.Spec.Containers[0].Env;
        Assert.Equal("nats://a.example:4222,nats://b.example:4222", environment.Single(one => one.Name == "CONNECTORS_QUEUE__URL").Value);
        Assert.Equal("3", environment.Single(one => one.Name == "CONNECTORS_QUEUE__REPLICAS").Value);
        Assert.Equal("http://prometheus.monitoring:9090/", environment.Single(one => one.Name == "CONNECTORS_SCALING__PROMETHEUS").Value);
        Assert.All(all.Pods, one => Assert.Equal("my-login", one.Pod.Spec.Volumes.Single(volume => volume.Name == "credentials").Secret.SecretName));
        Assert.Empty(all.Of<V1NetworkPolicy>());
        Assert.Empty(all.Of<V1Namespace>());
        Assert.NotNull(Assert.Single(all.Of<V1Ingress>()).Spec.DefaultBackend);
    }

    [Fact]
    public async Task Settings_reach_every_process_of_ours_and_new_ones_replace_it()
    {
        var all = await Manifests.RenderAsync(Shapes.Everything);
        Assert.Contains("secret-file: secrets/github/secret", all.Named<V1ConfigMap>("connectors").Data["connectors.yml"]);
        foreach (var (owner, pod) in all.Pods.Where(one => one.Pod.Spec.Containers[0].Args.Contains("/etc/connectors/connectors.yml")))
        {
            Assert.Contains("attempts: 3", pod.Metadata.Annotations["connectors/settings"]);
            Assert.Contains(pod.Spec.Containers[0].VolumeMounts, mount => mount.MountPath == "/etc/connectors/secrets/github");
            Assert.Contains(pod.Spec.Containers[0].VolumeMounts, mount => mount is { MountPath: "/etc/connectors/connectors.yml", SubPath: "connectors.yml" });
        }
        Assert.Equal(7, all.Pods.Count(one => one.Pod.Spec.Containers[0].Args.Contains("/etc/connectors/connectors.yml")));
    }

    [Theory]
    [InlineData("", "true", true)]
    [InlineData("operator: { enabled: false }", "false", false)]
    public async Task Functions_are_kept_as_their_resources_say_where_wanted(string values, string told, bool mayDoSo)
    {
        var all = await Manifests.RenderAsync(values);
        Assert.Equal(told, all.Named<V1Deployment>("gateway").Spec.Template.Spec.Containers[0].Env.Single(one => one.Name == "CONNECTORS_FAASNETES__OPERATOR").Value);
        Assert.Equal(mayDoSo, all.Of<V1ClusterRole>().Any(role => role.Rules.Any(rule => rule.Resources.Contains("functions/status"))));
        Assert.Equal(mayDoSo, all.Of<V1RoleBinding>().Any(binding => binding.RoleRef.Name.StartsWith("connectors-operator-", StringComparison.Ordinal) && binding.Metadata.NamespaceProperty == "openfaas-fn"));
    }

    [Fact]
    public async Task An_autoscaler_alone_decides_how_many_workers_there_are()
    {
        var all = await Manifests.RenderAsync(Shapes.Everything);
        Assert.Null(all.Named<V1Deployment>("worker").Spec.Replicas);
        var scaler = Assert.Single(all.Of<V2HorizontalPodAutoscaler>());
        Assert.Equal((1, 20, "worker"), (scaler.Spec.MinReplicas, scaler.Spec.MaxReplicas, scaler.Spec.ScaleTargetRef.Name));
    }

    [Fact]
    public async Task Functions_answer_gateways_alone()
    {
        var all = await Manifests.RenderAsync(Shapes.Everything);
        foreach (var space in new[] { "openfaas-fn", "staging-fn" })
        {
            var policy = all.Of<V1NetworkPolicy>().Single(policy => policy.Metadata.NamespaceProperty == space);
            var from = Assert.Single(Assert.Single(policy.Spec.Ingress).FromProperty);
            Assert.Equal("openfaas", from.NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"]);
            Assert.True(Matches(from.PodSelector.MatchLabels, all.Named<V1Deployment>("gateway").Spec.Template.Metadata.Labels));
            Assert.Null(policy.Spec.PodSelector.MatchLabels);
        }
    }

    [Theory]
    [InlineData("gateway: { env: [{ name: A, valu: b }] }")]
    [InlineData("worker: { tolerations: [{ kee: dedicated }] }")]
    public async Task A_field_that_Kubernetes_does_not_have_is_found(string values) =>
        Assert.Contains("not found on type", (await Assert.ThrowsAnyAsync<YamlDotNet.Core.YamlException>(() => Manifests.RenderAsync(values))).ToString());

    private static bool Matches(IDictionary<string, string> selector, IDictionary<string, string> labels) => selector.All(wanted => labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value);
}
