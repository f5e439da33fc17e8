using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Watching;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Functions;

/// <summary>Functions and their endpoints, out of what is known of the cluster: no call of the API, whoever asks.</summary>
internal sealed class ClusterCatalogue(ClusterWatch cluster) : IFunctionCatalogue, IFunctionResolution
{
    public ChangeSignal Changes => cluster.Changes;

    public ValueTask<IReadOnlyList<FunctionStatus>> ListAsync(string? @namespace, CancellationToken cancellationToken)
    {
        IEnumerable<string> spaces = @namespace is null ? cluster.Namespaces.Select(one => one.Metadata.Name) : [@namespace];
        var found = new List<FunctionStatus>();
        foreach (var objects in spaces.Select(cluster.In).OfType<NamespaceObjects>())
        {
            var ready = objects.Pods.All.Where(pod => PodReading.Address(pod) is not null).ToLookup(pod => (pod.Metadata.Labels[Manifests.Marks.Function], NamespaceObjects.Birth(pod.Metadata)));
            found.AddRange(objects.Deployments.All.Where(IsThere).Select(deployment => FunctionReading.Status(deployment, ready[(deployment.Metadata.Name, NamespaceObjects.Birth(deployment.Spec.Template.Metadata))].Count())));
        }
        found.Sort(static (left, right) => left.FullName.CompareTo(right.FullName));
        return new ValueTask<IReadOnlyList<FunctionStatus>>(found);
    }

    public ValueTask<FunctionStatus?> GetAsync(FunctionName function, CancellationToken cancellationToken) =>
        new(Find(function) is { } found ? FunctionReading.Status(found.Deployment, found.Objects.PodsOf(found.Deployment).Count(pod => PodReading.Address(pod) is not null)) : null);

    public ValueTask<FunctionEndpoints?> ResolveAsync(FunctionName function, CancellationToken cancellationToken)
    {
        if (Find(function) is not { } found)
            return new((FunctionEndpoints?)null);
        var pods = found.Objects.PodsOf(found.Deployment).ToList();
        var wanted = found.Deployment.Spec.Replicas ?? 1;
        // Pods of a function that is wanted no more are on their way out.
        List<Uri> ready = wanted == 0 ? [] : [.. pods.Select(PodReading.Address).OfType<Uri>()];
        return new(new FunctionEndpoints(ready, wanted, ready.Count > 0 ? null : PodReading.Reason(found.Deployment, pods)));
    }

    /// <summary>The Deployment of a function, and what else is known in its namespace.</summary>
    public (V1Deployment Deployment, NamespaceObjects Objects)? Find(FunctionName function) =>
        cluster.In(function.Namespace) is { } objects && objects.Deployments.Find(function.Name) is { } deployment && IsThere(deployment) ? (deployment, objects) : null;

    private static bool IsThere(V1Deployment deployment) => deployment.Metadata.DeletionTimestamp is null;
}
