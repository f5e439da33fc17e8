using k8s;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Watching;

/// <summary>What an informer follows.</summary>
/// <param name="Kind">For messages, in the plural: deployments of openfaas-fn.</param>
/// <param name="List">Asks for all.</param>
/// <param name="Watch">Asks for what changes from a version on, for so many seconds; what cannot be read is told.</param>
internal sealed record Watched<T, TList>(
    string Kind, Func<CancellationToken, Task<TList>> List, Func<string, int, Action<Exception>, CancellationToken, IAsyncEnumerable<(WatchEventType Type, T One)>> Watch)
    where T : IKubernetesObject<V1ObjectMeta>
    where TList : IKubernetesObject<V1ListMeta>, IItems<T>
{
    /// <summary>
    /// For a kind that a cluster may do without: told when it is not there or we may not read it, and again with null as soon as it is read. Then there is none of it, which is no
    /// fault of the cluster. Where nobody is told, it is one.
    /// </summary>
    public Action<Lack?>? Lacking { get; init; }
}

/// <summary>Why a kind cannot be read.</summary>
/// <param name="IsUnknown">The cluster does not have it; otherwise we may not.</param>
/// <param name="Reason">The API's own sentence.</param>
internal sealed record Lack(bool IsUnknown, string Reason);
