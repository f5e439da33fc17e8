using System.Runtime.CompilerServices;
using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Watching;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Functions;

/// <summary>Functions and their endpoints, out of what is known of the cluster: no call of the API, whoever asks.</summary>
internal sealed class ClusterCatalogue(ClusterWatch cluster) : IFunctionCatalogue, IFunctionResolution
{
    private readonly ConditionalWeakTable<V1Deployment, Answer> answers = new();

    public ChangeSignal Changes => cluster.Changes;

    public ValueTask<IReadOnlyList<FunctionStatus>> ListAsync(string? @namespace, CancellationToken cancellationToken)
    {
        IEnumerable<string> spaces = @namespace is null ? cluster.Namespaces.Select(one => one.Metadata.Name) : [@namespace];
        var found = new List<FunctionStatus>();
        foreach (var objects in spaces.Select(cluster.In).OfType<NamespaceObjects>())
        {
            found.AddRange(objects.Deployments.All.Where(IsThere).Select(deployment => Status(deployment, objects)));
        }
        found.Sort(static (left, right) => left.FullName.CompareTo(right.FullName));
        return new ValueTask<IReadOnlyList<FunctionStatus>>(found);
    }

    public ValueTask<FunctionStatus?> GetAsync(FunctionName function, CancellationToken cancellationToken) =>
        new(Find(function) is { } found ? Status(found.Deployment, found.Objects) : null);

    public ValueTask<FunctionEndpoints?> ResolveAsync(FunctionName function, CancellationToken cancellationToken)
    {
        if (Find(function) is not { } found)
            return new((FunctionEndpoints?)null);
        // Every call asks: what was worked out stands as long as nothing has changed.
        var group = found.Objects.ByFunction.Of(function.Name);
        if (answers.TryGetValue(found.Deployment, out var known) && ReferenceEquals(known.Pods, group))
            return new(known.Endpoints);
        var pods = found.Objects.PodsOf(found.Deployment).ToList();
        var wanted = found.Deployment.Spec.Replicas ?? 1;
        // Pods of a function that is wanted no more are on their way out.
        List<Uri> ready = wanted == 0 ? [] : [.. pods.Select(PodReading.Address).OfType<Uri>()];
        if (ready.Count == 0)
            return new(new FunctionEndpoints(ready, wanted, PodReading.Reason(found.Deployment, pods)));
        var endpoints = new FunctionEndpoints(ready, wanted, null);
        answers.AddOrUpdate(found.Deployment, new Answer(group, endpoints));
        return new(endpoints);
    }

    /// <summary>The Deployment of a function, and what else is known in its namespace.</summary>
    public (V1Deployment Deployment, NamespaceObjects Objects)? Find(FunctionName function) =>
        cluster.In(function.Namespace) is { } objects && objects.Deployments.Find(function.Name) is { } deployment && IsThere(deployment) ? (deployment, objects) : null;

    private static FunctionStatus Status(V1Deployment deployment, NamespaceObjects objects) =>
        FunctionReading.Status(deployment, objects.PodsOf(deployment).Count(pod => PodReading.Address(pod) is not null));

    private static bool IsThere(V1Deployment deployment) => deployment.Metadata.DeletionTimestamp is null;

    private sealed record Answer(IReadOnlyList<V1Pod> Pods, FunctionEndpoints Endpoints);
}
