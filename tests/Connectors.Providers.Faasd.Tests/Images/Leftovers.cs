using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containerd.Api.Contents;
using Connectors.Providers.Faasd.Containerd.Api.Leases;
using Connectors.Providers.Faasd.Containerd.Api.Snapshots;

namespace Connectors.Providers.Faasd.Tests.Images;

/// <summary>What a namespace of containerd holds.</summary>
internal sealed record Leftovers(int Blobs, int Ingests, int Snapshots, int Leases)
{
    public static readonly Leftovers None = new(0, 0, 0, 0);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <summary>What is there now.</summary>
    public static async Task<Leftovers> CountAsync(ContainerdNamespace containerd)
    {
        var ingests = await containerd.Content.ListStatusesAsync(new ListStatusesRequest(), cancellationToken: Ending);
        var leases = await containerd.Leases.ListAsync(new ListRequest(), cancellationToken: Ending);
        return new Leftovers(await BlobsAsync(containerd), ingests.Statuses.Count, await SnapshotsAsync(containerd), leases.Leases.Count);
    }

    /// <summary>What is there when everything has been collected that nothing refers to.</summary>
    public static async Task<Leftovers> CollectAsync(ContainerdNamespace containerd)
    {
        var lease = new CreateRequest { Id = "collect" };
        await containerd.Leases.CreateAsync(lease, cancellationToken: Ending);
        await containerd.Leases.DeleteAsync(new DeleteRequest { Id = lease.Id, Sync = true }, cancellationToken: Ending);
        return await CountAsync(containerd);
    }

    private static async Task<int> BlobsAsync(ContainerdNamespace containerd)
    {
        using var call = containerd.Content.List(new ListContentRequest(), cancellationToken: Ending);
        var count = 0;
        while (await call.ResponseStream.MoveNext(Ending))
            count += call.ResponseStream.Current.Info.Count;
        return count;
    }

    private static async Task<int> SnapshotsAsync(ContainerdNamespace containerd)
    {
        using var call = containerd.Snapshots.List(new ListSnapshotsRequest { Snapshotter = "overlayfs" }, cancellationToken: Ending);
        var count = 0;
        while (await call.ResponseStream.MoveNext(Ending))
            count += call.ResponseStream.Current.Info.Count;
        return count;
    }
}
