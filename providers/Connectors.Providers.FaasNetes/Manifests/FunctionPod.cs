using Connectors.Core.Functions;
using Connectors.Core.Units;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Manifests;

/// <summary>What a pod of a function is.</summary>
internal static class FunctionPod
{
    private const string SecretsPath = "/var/openfaas/secrets";
    private const string ServiceAccount = "com.openfaas.serviceaccount";
    private const string HealthcheckInterval = "healthcheck_interval";
    private const int NonrootUser = 12000;
    private static readonly TimeSpan DefaultWriteTimeout = TimeSpan.FromSeconds(30);

    public static V1PodSpec Of(FunctionDeployment function, FunctionSecrets secrets, FaasNetesSettings settings)
    {
        var account = KnownAnnotations.Value(function.Annotations, ServiceAccount);
        return new V1PodSpec
        {
            Containers = [Container(function, secrets, settings)],
            Volumes = Volumes(function, secrets),
            NodeSelector = Constraints(function.Constraints, []) is { Count: > 0 } constraints ? constraints : null,
            ImagePullSecrets = secrets.Pull.Count > 0 ? [.. secrets.Pull.Select(name => new V1LocalObjectReference { Name = name })] : null,
            ServiceAccountName = account,
            // A function that names no account has no business with the cluster's API.
            AutomountServiceAccountToken = account is not null,
            EnableServiceLinks = false,
            TerminationGracePeriodSeconds = (long)Math.Ceiling((WriteTimeout(function) + Interval(function, settings)).TotalSeconds) + 2,
            RestartPolicy = "Always",
        };
    }

    /// <summary>Node selectors; what is none is added to <paramref name="faults"/>, a sentence each.</summary>
    public static Dictionary<string, string> Constraints(IReadOnlyList<string>? constraints, ICollection<string> faults)
    {
        var selectors = new Dictionary<string, string>();
        foreach (var constraint in constraints ?? [])
        {
            var equals = constraint.IndexOf('=');
            var (key, value) = equals < 1 ? ("", "") : (constraint[..equals].Trim(), constraint[(equals + 1)..].TrimStart('=').Trim());
            if (KubernetesNames.IsKey(key) && KubernetesNames.IsLabelValue(value))
                selectors[key] = value;
            else
                faults.Add($"constraint '{ShownText.Of(constraint)}' is no label of a node; write for example kubernetes.io/arch=arm64");
        }
        return selectors;
    }

    private static V1Container Container(FunctionDeployment function, FunctionSecrets secrets, FaasNetesSettings settings) => new()
    {
        Name = function.Service,
        Image = function.Image,
        ImagePullPolicy = settings.ImagePullPolicy,
        Ports = [new V1ContainerPort { Name = "http", ContainerPort = FunctionObjects.Port, Protocol = "TCP" }],
        Env = [.. Variables(function, settings).OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => new V1EnvVar { Name = variable.Key, Value = variable.Value })],
        Resources = new V1ResourceRequirements { Limits = Quantities(function.Limits), Requests = Quantities(function.Requests) },
        LivenessProbe = FunctionProbes.Liveness(function.Annotations, settings.HttpProbe),
        ReadinessProbe = FunctionProbes.Readiness(function.Annotations, settings.HttpProbe),
        SecurityContext = new V1SecurityContext
        {
            ReadOnlyRootFilesystem = function.ReadOnlyRootFilesystem,
            AllowPrivilegeEscalation = false,
            RunAsUser = settings.SetNonrootUser ? NonrootUser : null,
        },
        VolumeMounts =
        [
            .. secrets.Mounted.Count > 0 ? [new V1VolumeMount { Name = "secrets", MountPath = SecretsPath, ReadOnlyProperty = true }] : Array.Empty<V1VolumeMount>(),
            .. function.ReadOnlyRootFilesystem ? [new V1VolumeMount { Name = "tmp", MountPath = "/tmp" }] : Array.Empty<V1VolumeMount>(),
        ],
    };

    private static List<V1Volume> Volumes(FunctionDeployment function, FunctionSecrets secrets) =>
    [
        .. secrets.Mounted.Count > 0
            ? [new V1Volume { Name = "secrets", Projected = new V1ProjectedVolumeSource { Sources = [.. secrets.Mounted.Select(name => new V1VolumeProjection { Secret = new V1SecretProjection { Name = name } })] } }]
            : Array.Empty<V1Volume>(),
        .. function.ReadOnlyRootFilesystem ? [new V1Volume { Name = "tmp", EmptyDir = new V1EmptyDirVolumeSource() }] : Array.Empty<V1Volume>(),
    ];

    private static Dictionary<string, string> Variables(FunctionDeployment function, FaasNetesSettings settings)
    {
        var variables = new Dictionary<string, string>(function.EnvVars ?? new Dictionary<string, string>());
        if (!string.IsNullOrEmpty(function.EnvProcess))
            variables["fprocess"] = function.EnvProcess;
        variables.TryAdd(HealthcheckInterval, GoDuration.Format(settings.DrainDelay));
        variables["OPENFAAS_NAME"] = function.Service;
        variables["OPENFAAS_NAMESPACE"] = function.Namespace!;
        return variables;
    }

    private static Dictionary<string, ResourceQuantity>? Quantities(FunctionResources? resources)
    {
        var quantities = new Dictionary<string, ResourceQuantity>();
        if (!string.IsNullOrEmpty(resources?.Memory))
            quantities["memory"] = new ResourceQuantity(resources.Memory);
        if (!string.IsNullOrEmpty(resources?.Cpu))
            quantities["cpu"] = new ResourceQuantity(resources.Cpu);
        return quantities.Count > 0 ? quantities : null;
    }

    private static TimeSpan WriteTimeout(FunctionDeployment function) => Duration(function, "write_timeout") ?? DefaultWriteTimeout;

    private static TimeSpan Interval(FunctionDeployment function, FaasNetesSettings settings) => Duration(function, HealthcheckInterval) ?? settings.DrainDelay;

    private static TimeSpan? Duration(FunctionDeployment function, string variable) =>
        GoDuration.TryParse(KnownAnnotations.Value(function.EnvVars, variable), out var value) && value >= TimeSpan.Zero ? value : null;
}
