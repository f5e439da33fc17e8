using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Providers.FaasNetes.Access;
using Connectors.Providers.FaasNetes.Watching;
using k8s;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Operating.Resources;

/// <summary>Calls of the API about <see cref="FunctionResource"/>s. Faults are those of <see cref="ClusterCalls"/>.</summary>
internal sealed class FunctionResourceCalls(IKubernetes client)
{
    /// <summary>How those of a namespace are followed.</summary>
    public static Watched<FunctionResource, FunctionResourceList> Watched(IKubernetes client, string @namespace) => new(
        $"resources of the kind Function of {@namespace}",
        ending => client.CustomObjects.ListNamespacedCustomObjectAsync<FunctionResourceList>(FunctionResource.Group, FunctionResource.Version, @namespace, FunctionResource.Plural, cancellationToken: ending),
        (from, seconds, fault, ending) => Read(client.CustomObjects.WatchListNamespacedCustomObjectAsync(
            FunctionResource.Group, FunctionResource.Version, @namespace, FunctionResource.Plural, allowWatchBookmarks: true, resourceVersion: from, timeoutSeconds: seconds, onError: fault, cancellationToken: ending)));

    /// <summary>Makes a resource ask for a deployment, and for nothing that it asked for before; returns it as it is then.</summary>
    public Task<FunctionResource> WriteAsync(FunctionResource resource, FunctionDeployment wanted, CancellationToken cancellationToken)
    {
        var patch = new V1Patch(new[] { new { op = "replace", path = "/spec", value = FunctionSpec.Of(wanted) } }, V1Patch.PatchType.JsonPatch);
        return ClusterCalls.AskAsync(
            ending => client.CustomObjects.PatchNamespacedCustomObjectAsync<FunctionResource>(patch, FunctionResource.Group, FunctionResource.Version, resource.Metadata.NamespaceProperty, FunctionResource.Plural, resource.Metadata.Name, cancellationToken: ending),
            cancellationToken);
    }

    /// <summary>Tells how a resource is; returns it as it is then.</summary>
    public Task<FunctionResource> TellAsync(FunctionResource resource, FunctionResourceStatus status, CancellationToken cancellationToken)
    {
        var patch = new V1Patch(new { status }, V1Patch.PatchType.MergePatch);
        return ClusterCalls.AskAsync(
            ending => client.CustomObjects.PatchNamespacedCustomObjectStatusAsync<FunctionResource>(patch, FunctionResource.Group, FunctionResource.Version, resource.Metadata.NamespaceProperty, FunctionResource.Plural, resource.Metadata.Name, cancellationToken: ending),
            cancellationToken);
    }

    /// <summary>Removes a resource; what it made goes with it.</summary>
    public Task DeleteAsync(FunctionResource resource, CancellationToken cancellationToken) => ClusterCalls.AskAsync(
        ending => client.CustomObjects.DeleteNamespacedCustomObjectAsync<JsonElement>(
            FunctionResource.Group, FunctionResource.Version, resource.Metadata.NamespaceProperty, FunctionResource.Plural, resource.Metadata.Name, propagationPolicy: "Background", cancellationToken: ending),
        cancellationToken);

    // Without a type of their own custom objects come as they were read.
    private static async IAsyncEnumerable<(WatchEventType Type, FunctionResource One)> Read(IAsyncEnumerable<(WatchEventType Type, object One)> events)
    {
        await foreach (var (type, one) in events)
            yield return (type, KubernetesJson.Deserialize<FunctionResource>((JsonElement)one));
    }
}
