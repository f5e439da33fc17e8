using System.Net;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Access;
using Connectors.Providers.FaasNetes.Functions;
using Connectors.Providers.FaasNetes.Manifests;
using Connectors.Providers.FaasNetes.Operating.Resources;
using Connectors.Providers.FaasNetes.Profiles;
using Connectors.Providers.FaasNetes.Watching;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.FaasNetes.Deployments;

/// <summary>Writes functions as Deployments and Services. What the API has taken is known here when the call returns.</summary>
internal sealed class ClusterDeployments(
    IKubernetes client, ClusterWatch cluster, ClusterCatalogue catalogue, NamedSecrets secrets, ClusterProfiles profiles, FunctionResourceCalls resources, FaasNetesSettings settings, string defaultNamespace, ILogger<ClusterDeployments> logger) : IFunctionDeployment, IFunctionScaling
{
    private const int Tries = 5;

    public async Task<ProviderResult> DeployAsync(FunctionDeployment deployment, WriteMode mode, CancellationToken cancellationToken)
    {
        deployment = Complete(deployment);
        var faults = Faults(deployment);
        if (faults.Count > 0)
            return ProviderResult.Refused(string.Join("; ", faults));
        var name = new FunctionName(deployment.Service, deployment.Namespace!);
        if (cluster.Refusal(name.Namespace) is { } refusal)
            return mode == WriteMode.Update ? ProviderResult.NotFound($"function {name}") : refusal;
        var resource = cluster.In(name.Namespace)?.ResourceOf(name.Name);
        if (resource is not null && mode == WriteMode.Create)
            return ProviderResult.AlreadyExists($"function {name}");
        if (resource is null && mode == WriteMode.Update && catalogue.Find(name) is null)
            return ProviderResult.NotFound($"function {name}");
        var (named, unmet) = await FindNamedAsync(name, deployment, cancellationToken);
        if (named is null)
            return ProviderResult.Refused(unmet!);
        TellLabelsLeftOut(name, deployment);
        if (resource is not null)
            return await ThroughAsync(resource, deployment, cancellationToken);
        return mode == WriteMode.Create ? await CreateAsync(name, deployment, named, null, cancellationToken) : await UpdateAsync(name, deployment, named, null, cancellationToken);
    }

    /// <summary>Makes the Deployment what a resource asks for, whatever it was; as often as one likes, with the same end.</summary>
    /// <param name="resource">The resource, whose the Deployment then is.</param>
    /// <param name="deployment">What it asks for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ProviderResult> ApplyAsync(FunctionResource resource, FunctionDeployment deployment, CancellationToken cancellationToken)
    {
        deployment = Complete(deployment);
        var faults = Faults(deployment);
        if (faults.Count > 0)
            return ProviderResult.Refused(string.Join("; ", faults));
        var name = new FunctionName(deployment.Service, deployment.Namespace!);
        var (named, unmet) = await FindNamedAsync(name, deployment, cancellationToken);
        if (named is null)
            return ProviderResult.Refused(unmet!);
        var result = await UpdateAsync(name, deployment, named, resource, cancellationToken);
        return result.Outcome == ProviderOutcome.NotFound && cluster.In(name.Namespace) is not null ? await CreateAsync(name, deployment, named, resource, cancellationToken) : result;
    }

    public async Task<ProviderResult> ScaleAsync(FunctionName function, int replicas, CancellationToken cancellationToken)
    {
        if (replicas < 0)
            return ProviderResult.Refused($"function {function} cannot have {replicas} replicas; ask for 0 or more");
        if (catalogue.Find(function) is not { } known)
            return ProviderResult.NotFound($"function {function}");
        if (known.Deployment.Spec.Replicas == replicas)
            return ProviderResult.Accepted;
        // Nothing else is touched, so nothing can conflict.
        var patch = new V1Patch(new { spec = new { replicas } }, V1Patch.PatchType.MergePatch);
        return await WriteAsync(function, known.Objects, ending => client.AppsV1.PatchNamespacedDeploymentAsync(patch, function.Name, function.Namespace, cancellationToken: ending), cancellationToken);
    }

    public async Task<ProviderResult> DeleteAsync(FunctionName function, CancellationToken cancellationToken)
    {
        if (cluster.In(function.Namespace)?.ResourceOf(function.Name) is { } resource)
            return await DeleteResourceAsync(function, resource, cancellationToken);
        if (catalogue.Find(function) is not { } known)
            return ProviderResult.NotFound($"function {function}");
        if (ResourceOwnership.Refusal(known.Deployment, null) is { } refusal)
            return refusal;
        try
        {
            // Its pods and its Service go with it.
            await ClusterCalls.AskAsync(
                ending => client.AppsV1.DeleteNamespacedDeploymentAsync(function.Name, function.Namespace, propagationPolicy: "Background", cancellationToken: ending), cancellationToken);
        }
        catch (HttpOperationException gone) when (ClusterCalls.Status(gone) == HttpStatusCode.NotFound)
        {
            known.Objects.Deployments.Remove(known.Deployment);
            return ProviderResult.NotFound($"function {function}");
        }
        known.Objects.Deployments.Remove(known.Deployment);
        Log.FunctionRemoved(logger, function);
        return ProviderResult.Accepted;
    }

    // The resource is what is kept; its Deployment follows at once, for who reads it next.
    private async Task<ProviderResult> ThroughAsync(FunctionResource resource, FunctionDeployment deployment, CancellationToken cancellationToken)
    {
        try
        {
            var written = await resources.WriteAsync(resource, deployment, cancellationToken);
            cluster.In(deployment.Namespace!)?.Resources.Put(written);
            return await ApplyAsync(written, deployment, cancellationToken);
        }
        catch (HttpOperationException refusal) when (ClusterCalls.Status(refusal) is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
        {
            return ProviderResult.Refused($"Kubernetes refuses the resource {resource.Metadata.Name} of {deployment.Namespace}: {ClusterCalls.Reason(refusal)}");
        }
        catch (HttpOperationException refusal) when (ClusterCalls.Status(refusal) == HttpStatusCode.NotFound)
        {
            return ProviderResult.NotFound($"function {deployment.Service}.{deployment.Namespace}");
        }
    }

    private async Task<ProviderResult> DeleteResourceAsync(FunctionName function, FunctionResource resource, CancellationToken cancellationToken)
    {
        try
        {
            await resources.DeleteAsync(resource, cancellationToken);
        }
        catch (HttpOperationException gone) when (ClusterCalls.Status(gone) == HttpStatusCode.NotFound)
        {
            return ProviderResult.NotFound($"function {function}");
        }
        if (cluster.In(function.Namespace) is { } objects)
        {
            objects.Resources.Remove(resource);
            // The cluster collects it a moment later.
            if (objects.Deployments.Find(function.Name) is { } deployment && ResourceOwnership.Owns(resource, deployment))
                objects.Deployments.Remove(deployment);
        }
        Log.FunctionRemoved(logger, function);
        return ProviderResult.Accepted;
    }

    private async Task<(NamedObjects? Named, string? Unmet)> FindNamedAsync(FunctionName name, FunctionDeployment deployment, CancellationToken cancellationToken)
    {
        var (found, missing) = await secrets.FindAsync(name.Namespace, deployment.Secrets ?? [], cancellationToken);
        if (missing.Count > 0)
            return (null, $"there is no secret '{string.Join("', '", missing)}' in namespace '{name.Namespace}'; create it first");
        var applied = await profiles.FindAsync(ProfileNames.Of(deployment.Annotations), cancellationToken);
        return applied.Fault is { } unmet ? (null, unmet) : (new NamedObjects(found, applied.Found), null);
    }

    private async Task<ProviderResult> CreateAsync(FunctionName name, FunctionDeployment deployment, NamedObjects named, FunctionResource? owner, CancellationToken cancellationToken)
    {
        var replicas = Math.Max(1, ScalingLabels.Read(deployment.Labels).Min);
        var wanted = FunctionObjects.Deployment(deployment, replicas, Guid.NewGuid().ToString("N"), ResourceOwnership.Revision(owner), named.Secrets, settings);
        ProfiledDeployment.Apply(wanted, named.Profiles.Select(profile => profile.Spec));
        ResourceOwnership.Take(wanted, owner);
        try
        {
            return await WriteAsync(name, cluster.In(name.Namespace)!, ending => client.AppsV1.CreateNamespacedDeploymentAsync(wanted, name.Namespace, cancellationToken: ending), cancellationToken);
        }
        catch (HttpOperationException refusal) when (ClusterCalls.Status(refusal) == HttpStatusCode.Conflict)
        {
            return ProviderResult.AlreadyExists($"function {name}");
        }
    }

    private async Task<ProviderResult> UpdateAsync(FunctionName name, FunctionDeployment deployment, NamedObjects named, FunctionResource? owner, CancellationToken cancellationToken)
    {
        var revision = ResourceOwnership.Revision(owner);
        for (var attempt = 1; ; attempt++)
        {
            if (cluster.In(name.Namespace) is not { } objects)
                return ProviderResult.NotFound($"function {name}");
            try
            {
                var now = await ClusterCalls.AskAsync(ending => client.AppsV1.ReadNamespacedDeploymentAsync(name.Name, name.Namespace, cancellationToken: ending), cancellationToken);
                if (ResourceOwnership.Refusal(now, owner) is { } owned)
                    return owned;
                var wanted = FunctionObjects.Deployment(deployment, Replicas(now, deployment), NamespaceObjects.Birth(now.Spec.Template.Metadata), revision, named.Secrets, settings);
                ProfiledDeployment.Apply(wanted, named.Profiles.Select(profile => profile.Spec));
                ResourceOwnership.Take(wanted, owner);
                FunctionObjects.KeepOfCluster(now, wanted);
                return await WriteAsync(name, objects, ending => client.AppsV1.ReplaceNamespacedDeploymentAsync(wanted, name.Name, name.Namespace, cancellationToken: ending), cancellationToken);
            }
            catch (HttpOperationException refusal) when (ClusterCalls.Status(refusal) == HttpStatusCode.NotFound)
            {
                return ProviderResult.NotFound($"function {name}");
            }
            catch (HttpOperationException refusal) when (ClusterCalls.Status(refusal) == HttpStatusCode.Conflict && attempt < Tries)
            {
                // Somebody else, a scaler or the controller, was quicker: with what it has left we try again.
            }
        }
    }

    private async Task<ProviderResult> WriteAsync(FunctionName name, NamespaceObjects objects, Func<CancellationToken, Task<V1Deployment>> write, CancellationToken cancellationToken)
    {
        try
        {
            var before = objects.Deployments.Find(name.Name)?.Metadata.ResourceVersion;
            var written = await ClusterCalls.AskAsync(write, cancellationToken);
            objects.Deployments.Put(written);
            await ServeAsync(written, cancellationToken);
            if (written.Metadata.ResourceVersion != before)
                Log.FunctionRecorded(logger, name, written.Spec.Replicas ?? 1);
            return ProviderResult.Accepted;
        }
        catch (HttpOperationException refusal) when (ClusterCalls.Status(refusal) is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
        {
            return ProviderResult.Refused($"Kubernetes refuses {name}: {ClusterCalls.Reason(refusal)}");
        }
        catch (HttpOperationException refusal) when (ClusterCalls.Status(refusal) == HttpStatusCode.NotFound)
        {
            return ProviderResult.NotFound($"function {name}");
        }
    }

    // Also where an earlier try was broken off before it.
    private async Task ServeAsync(V1Deployment deployment, CancellationToken cancellationToken)
    {
        try
        {
            await ClusterCalls.AskAsync(ending => client.CoreV1.CreateNamespacedServiceAsync(FunctionObjects.Service(deployment), deployment.Metadata.NamespaceProperty, cancellationToken: ending), cancellationToken);
        }
        catch (HttpOperationException refusal) when (ClusterCalls.Status(refusal) == HttpStatusCode.Conflict)
        {
            // It is there.
        }
    }

    private FunctionDeployment Complete(FunctionDeployment deployment) => deployment with
    {
        Namespace = string.IsNullOrEmpty(deployment.Namespace) ? defaultNamespace : deployment.Namespace,
        EnvVars = WithoutNulls(deployment.EnvVars),
        Labels = WithoutNulls(deployment.Labels),
        Annotations = WithoutNulls(deployment.Annotations),
    };

    private static List<string> Faults(FunctionDeployment deployment)
    {
        var faults = new List<string>(DeploymentValidation.Faults(deployment));
        if (KubernetesNames.ServiceFault(deployment.Service) is { } name)
            faults.Add(name);
        FunctionPod.Constraints(deployment.Constraints, faults);
        faults.AddRange(FunctionProbes.Faults(deployment.Annotations));
        if (faults.Count == 0 && AnnotationRoom.Fault(deployment.Service, FunctionObjects.DeploymentAnnotations(deployment)) is { } room)
            faults.Add(room);
        return faults;
    }

    // One that was scaled, by a user or to zero, stays so as far as its new labels allow.
    private static int Replicas(V1Deployment now, FunctionDeployment deployment)
    {
        var bounds = ScalingLabels.Read(deployment.Labels);
        return now.Spec.Replicas is 0 ? 0 : Math.Clamp(now.Spec.Replicas ?? 1, Math.Max(1, bounds.Min), Math.Max(1, bounds.Max));
    }

    private void TellLabelsLeftOut(FunctionName name, FunctionDeployment deployment)
    {
        foreach (var (label, value) in deployment.Labels ?? new Dictionary<string, string>())
        {
            if (!KubernetesNames.IsKey(label) || !KubernetesNames.IsLabelValue(value))
                Log.LabelLeftOut(logger, name, ShownText.Of(label));
        }
    }

    private static IReadOnlyDictionary<string, string>? WithoutNulls(IReadOnlyDictionary<string, string>? map) =>
        map is null || !map.Values.Contains(null!) ? map : map.ToDictionary(pair => pair.Key, pair => pair.Value ?? "");
}
