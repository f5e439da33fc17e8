using System.Net;
using System.Runtime.CompilerServices;
using Connectors.Core.Changes;
using Connectors.Providers.FaasNetes.Access;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Watching;

/// <summary>
/// A kind that a cluster may do without, to be followed like any other. While it is not there, or we may not read it, there is none of it, and it is looked for now and then: that is
/// no fault of the cluster.
/// </summary>
/// <param name="watched">The kind.</param>
/// <param name="tell">Called after every list, before it is known: with what is lacking, or null.</param>
/// <param name="time">The clock.</param>
internal sealed class OptionalKind<T, TList>(Watched<T, TList> watched, Action<Lack?> tell, TimeProvider time)
    where T : IKubernetesObject<V1ObjectMeta>, new()
    where TList : IKubernetesObject<V1ListMeta>, IItems<T>, new()
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);
    private readonly ChangeSignal found = new();
    private volatile bool isLacking;

    /// <summary>What an informer follows.</summary>
    public Watched<T, TList> Watched => watched with { List = ListAsync, Watch = Watch };

    /// <summary>All that there are; nothing while the kind is lacking. Called by whoever misses one, it ends the wait for the next look.</summary>
    public async Task<TList> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            var all = await watched.List(cancellationToken);
            isLacking = false;
            tell(null);
            found.Notify();
            return all;
        }
        catch (HttpOperationException refusal) when (ClusterCalls.Status(refusal) is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            isLacking = true;
            tell(new Lack(ClusterCalls.Status(refusal) == HttpStatusCode.NotFound, ClusterCalls.Reason(refusal)));
            return new TList { Metadata = new V1ListMeta { ResourceVersion = "0" }, Items = [] };
        }
    }

    private async IAsyncEnumerable<(WatchEventType Type, T One)> Watch(string from, int seconds, Action<Exception> fault, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = found.Version;
        if (isLacking)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(Task.Delay(LookAgain, time, enough.Token), found.WaitAsync(seen, enough.Token));
            await enough.CancelAsync();
            // After an error an informer lists anew.
            yield return (WatchEventType.Error, new T());
            yield break;
        }
        await foreach (var told in watched.Watch(from, seconds, fault, cancellationToken))
            yield return told;
    }
}

/// <summary>Why a kind cannot be read.</summary>
/// <param name="IsUnknown">The cluster does not have it; otherwise we may not.</param>
/// <param name="Reason">The API's own sentence.</param>
internal sealed record Lack(bool IsUnknown, string Reason);
