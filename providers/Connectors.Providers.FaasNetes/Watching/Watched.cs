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
    where TList : IKubernetesObject<V1ListMeta>, IItems<T>;
