using Connectors.Core.Functions;
using Connectors.Providers.FaasNetes.Functions;
using Connectors.Providers.FaasNetes.Manifests;
using k8s;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Tests.Manifests;

public class What_a_function_becomes
{
    private static readonly FunctionDeployment Plain = new() { Service = "shout", Namespace = "live", Image = "registry.example/shout:1" };

    [Fact]
    public void Labels_that_Kubernetes_does_not_take_stand_in_the_function_alone()
    {
        var deployment = Deployment(Plain with
        {
            Labels = new Dictionary<string, string> { ["team"] = "Blue team", ["com.openfaas.scale.max"] = "3", ["no key/x/y"] = "1" },
            Annotations = new Dictionary<string, string> { ["topic"] = " a, b ", ["é"] = "ü" },
        });
        Assert.Equal(["com.openfaas.scale.max", "app.kubernetes.io/managed-by", "faas_function"], deployment.Metadata.Labels.Keys);
        Assert.Equal(" a, b ", deployment.Spec.Template.Metadata.Annotations["topic"]);
        Assert.False(deployment.Metadata.Annotations.ContainsKey("é"));
        var back = FunctionReading.Status(deployment, 0);
        Assert.Equal("Blue team", back.Labels["team"]);
        Assert.Equal("ü", back.Annotations["é"]);
    }

    [Fact]
    public void It_listens_is_asked_how_it_is_and_is_given_time_to_end()
    {
        var pod = Pod(Plain with
        {
            EnvProcess = "tr a-z A-Z",
            EnvVars = new Dictionary<string, string> { ["write_timeout"] = "2m" },
            Annotations = new Dictionary<string, string>
            {
                ["com.openfaas.health.http.path"] = "/well",
                ["com.openfaas.health.http.initialDelay"] = "1500ms",
                ["com.openfaas.ready.http.path"] = "/ready",
                ["com.openfaas.ready.http.failureThreshold"] = "9",
            },
        });
        var container = pod.Containers.Single();
        Assert.Equal(
            ["OPENFAAS_NAME=shout", "OPENFAAS_NAMESPACE=live", "fprocess=tr a-z A-Z", "healthcheck_interval=3s", "write_timeout=2m"],
            container.Env.Select(variable => $"{variable.Name}={variable.Value}"));
        Assert.Equal(("/well", 2, 2), (container.LivenessProbe.HttpGet.Path, container.LivenessProbe.InitialDelaySeconds, container.LivenessProbe.PeriodSeconds));
        Assert.Equal(("/ready", 9, 1), (container.ReadinessProbe.HttpGet.Path, container.ReadinessProbe.FailureThreshold, container.ReadinessProbe.PeriodSeconds));
        Assert.Equal(120 + 3 + 2, pod.TerminationGracePeriodSeconds);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.Equal("Always", container.ImagePullPolicy);
    }

    [Fact]
    public void Without_probes_over_HTTP_the_lock_file_is_looked_for()
    {
        var pod = FunctionPod.Of(Plain, FunctionSecrets.None, new FaasNetesSettings { HttpProbe = false, SetNonrootUser = true });
        Assert.Equal(["cat", "/tmp/.lock"], pod.Containers[0].LivenessProbe.Exec.Command);
        Assert.Equal(12000, pod.Containers[0].SecurityContext.RunAsUser);
    }

    [Fact]
    public void Secrets_become_files_or_open_registries_and_a_read_only_root_has_a_place_to_write()
    {
        var pod = FunctionPod.Of(Plain with { ReadOnlyRootFilesystem = true }, new FunctionSecrets(["key", "other"], ["registry"]), new FaasNetesSettings());
        Assert.Equal(["key", "other"], pod.Volumes.Single(volume => volume.Name == "secrets").Projected.Sources.Select(source => source.Secret.Name));
        Assert.Equal(["/var/openfaas/secrets", "/tmp"], pod.Containers[0].VolumeMounts.Select(mount => mount.MountPath));
        Assert.Equal("registry", pod.ImagePullSecrets.Single().Name);
        Assert.True(pod.Containers[0].SecurityContext.ReadOnlyRootFilesystem);
    }

    [Fact]
    public void Bounds_places_and_an_account_are_those_that_are_named()
    {
        var pod = Pod(Plain with
        {
            Limits = new FunctionResources { Memory = "128Mi", Cpu = "500m" },
            Requests = new FunctionResources { Memory = "64Mi" },
            Constraints = ["kubernetes.io/arch=arm64", "zone = a"],
            Annotations = new Dictionary<string, string> { ["com.openfaas.serviceaccount"] = "reader" },
        });
        var resources = pod.Containers[0].Resources;
        Assert.Equal(("128Mi", "500m", "64Mi"), (resources.Limits["memory"].ToString(), resources.Limits["cpu"].ToString(), resources.Requests["memory"].ToString()));
        Assert.Equal(("arm64", "a"), (pod.NodeSelector["kubernetes.io/arch"], pod.NodeSelector["zone"]));
        Assert.Equal(("reader", true), (pod.ServiceAccountName, pod.AutomountServiceAccountToken));
    }

    [Theory]
    [InlineData("zone")]
    [InlineData("=a")]
    [InlineData("a b=c")]
    [InlineData("zone=not a value")]
    public void A_constraint_that_is_none_is_named(string constraint)
    {
        var faults = new List<string>();
        Assert.Empty(FunctionPod.Constraints([constraint], faults));
        Assert.Contains(constraint, Assert.Single(faults));
    }

    [Theory]
    [InlineData("com.openfaas.health.http.path", "well")]
    [InlineData("com.openfaas.ready.http.periodSeconds", "often")]
    [InlineData("com.openfaas.ready.http.successThreshold", "-1")]
    [InlineData("com.openfaas.health.http.initialDelay", "soon")]
    public void A_probe_that_cannot_be_is_named(string annotation, string value) =>
        Assert.StartsWith($"annotation {annotation}: '{value}'", Assert.Single(FunctionProbes.Faults(new Dictionary<string, string> { [annotation] = value })));

    [Fact]
    public void What_another_provider_has_deployed_is_read_from_its_objects()
    {
        var theirs = KubernetesYaml.Deserialize<V1Deployment>("""
            metadata: { name: figlet, namespace: openfaas-fn, annotations: { topic: a, prometheus.io.scrape: "false" } }
            spec:
              replicas: 2
              selector: { matchLabels: { faas_function: figlet } }
              template:
                metadata: { labels: { faas_function: figlet, team: blue, uid: "7" } }
                spec:
                  nodeSelector: { disk: ssd }
                  containers:
                    - name: figlet
                      image: functions/figlet
                      env: [{ name: fprocess, value: figlet }, { name: level, value: "5" }]
                      resources: { limits: { memory: 64Mi } }
                  volumes: [{ name: p, projected: { sources: [{ secret: { name: key } }] } }]
            """);
        var status = FunctionReading.Status(theirs, 2);
        Assert.Equal(("functions/figlet", "figlet", 2, 2), (status.Image, status.EnvProcess, status.Replicas, status.AvailableReplicas));
        Assert.Equal(["level"], status.EnvVars!.Keys);
        Assert.Equal(new Dictionary<string, string> { ["team"] = "blue", ["faas_function"] = "figlet" }, status.Labels);
        Assert.Equal(new Dictionary<string, string> { ["topic"] = "a" }, status.Annotations);
        Assert.Equal(["disk=ssd"], status.Constraints);
        Assert.Equal(["key"], status.Secrets);
        Assert.Equal("64Mi", status.Limits!.Memory);
    }

    [Fact]
    public void An_image_that_was_changed_by_hand_is_told()
    {
        var deployment = Deployment(Plain);
        deployment.Spec.Template.Spec.Containers[0].Image = "registry.example/shout:2";
        Assert.Equal("registry.example/shout:2", FunctionReading.Status(deployment, 0).Image);
    }

    private static V1Deployment Deployment(FunctionDeployment function) => FunctionObjects.Deployment(function, 1, "b", "r", FunctionSecrets.None, new FaasNetesSettings());

    private static V1PodSpec Pod(FunctionDeployment function) => Deployment(function).Spec.Template.Spec;
}
