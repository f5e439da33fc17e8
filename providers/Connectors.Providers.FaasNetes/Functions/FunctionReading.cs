using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Providers.FaasNetes.Manifests;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Functions;

/// <summary>Functions as their Deployments tell them: ours to the letter, those of OpenFaaS' own provider as far as their objects go.</summary>
internal static class FunctionReading
{
    private static readonly string[] Added = ["fprocess", "OPENFAAS_NAME", "OPENFAAS_NAMESPACE"];

    /// <summary>What was asked for.</summary>
    public static FunctionDeployment Deployment(V1Deployment deployment)
    {
        var container = deployment.Spec.Template.Spec.Containers[0];
        // Whoever has edited the image by hand means it.
        return (Recorded(deployment) ?? Read(deployment, container)) with { Image = container.Image, Service = deployment.Metadata.Name, Namespace = deployment.Metadata.NamespaceProperty };
    }

    /// <summary>What callers see.</summary>
    public static FunctionStatus Status(V1Deployment deployment, int available)
    {
        var function = Deployment(deployment);
        return new FunctionStatus
        {
            Name = function.Service,
            Namespace = function.Namespace!,
            Image = function.Image ?? "",
            EnvProcess = string.IsNullOrEmpty(function.EnvProcess) ? null : function.EnvProcess,
            EnvVars = function.EnvVars is { Count: > 0 } ? function.EnvVars : null,
            Constraints = function.Constraints is { Count: > 0 } ? function.Constraints : null,
            Secrets = function.Secrets is { Count: > 0 } ? function.Secrets : null,
            Labels = new Dictionary<string, string>(function.Labels ?? new Dictionary<string, string>()) { [Marks.Function] = function.Service },
            Annotations = function.Annotations ?? new Dictionary<string, string>(),
            Limits = Filled(function.Limits),
            Requests = Filled(function.Requests),
            ReadOnlyRootFilesystem = function.ReadOnlyRootFilesystem,
            Replicas = deployment.Spec.Replicas ?? 1,
            AvailableReplicas = available,
            CreatedAt = deployment.Metadata.CreationTimestamp is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : default,
        };
    }

    private static FunctionDeployment? Recorded(V1Deployment deployment)
    {
        if (deployment.Metadata.Annotations?.TryGetValue(Marks.Deployment, out var text) != true)
            return null;
        try
        {
            return JsonSerializer.Deserialize(text!, OpenFaasJson.Default.FunctionDeployment);
        }
        catch (JsonException)
        {
            // Somebody has edited it: the object itself still tells most.
            return null;
        }
    }

    private static FunctionDeployment Read(V1Deployment deployment, V1Container container)
    {
        var variables = (container.Env ?? []).Where(variable => variable.Value is not null).ToDictionary(variable => variable.Name, variable => variable.Value);
        var process = variables.GetValueOrDefault("fprocess");
        foreach (var added in Added)
            variables.Remove(added);
        return new FunctionDeployment
        {
            EnvProcess = process,
            EnvVars = variables,
            Labels = (deployment.Spec.Template.Metadata.Labels ?? new Dictionary<string, string>()).Where(label => label.Key is not (Marks.Function or Marks.ManagedBy or "uid")).ToDictionary(),
            Annotations = (deployment.Metadata.Annotations ?? new Dictionary<string, string>()).Where(one => one.Key is not (Marks.Deployment or "prometheus.io.scrape") && !one.Key.StartsWith(Marks.OfController, StringComparison.Ordinal)).ToDictionary(),
            Constraints = [.. (deployment.Spec.Template.Spec.NodeSelector ?? new Dictionary<string, string>()).Select(selector => $"{selector.Key}={selector.Value}")],
            Secrets = [.. (deployment.Spec.Template.Spec.Volumes ?? []).SelectMany(volume => volume.Projected?.Sources ?? []).Select(source => source.Secret?.Name).OfType<string>()],
            Limits = Resources(container.Resources?.Limits),
            Requests = Resources(container.Resources?.Requests),
            ReadOnlyRootFilesystem = container.SecurityContext?.ReadOnlyRootFilesystem ?? false,
        };
    }

    private static FunctionResources? Resources(IDictionary<string, ResourceQuantity>? quantities) =>
        quantities is null ? null : new FunctionResources { Memory = quantities.TryGetValue("memory", out var memory) ? memory.ToString() : null, Cpu = quantities.TryGetValue("cpu", out var cpu) ? cpu.ToString() : null };

    private static FunctionResources? Filled(FunctionResources? resources) =>
        string.IsNullOrEmpty(resources?.Memory) && string.IsNullOrEmpty(resources?.Cpu) ? null : resources;
}
