using Connectors.Providers.Faasd.Containerd.Api.Leases;

namespace Connectors.Providers.Faasd.Containerd.Leases;

/// <summary>
/// Keeps what is being made from the collection until something refers to it. One that nobody ends, because its process was killed, ends by
/// itself, and keeps until then what can be gone on with.
/// </summary>
internal sealed class ContainerdLease
{
    private const string Expiry = "containerd.io/gc.expire";
    private const string Purpose = "connectors/purpose";
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private readonly ContainerdNamespace outside;
    private readonly string id;

    private ContainerdLease(ContainerdNamespace outside, string id)
    {
        this.outside = outside;
        this.id = id;
        Namespace = outside.Under(id);
    }

    /// <summary>The namespace; what is made through it is kept.</summary>
    public ContainerdNamespace Namespace { get; }

    /// <param name="containerd">The namespace in which something is to be made.</param>
    /// <param name="purpose">What for; others of the same purpose are replaced by it when it has succeeded.</param>
    /// <param name="time">Whose clock says when it ends by itself.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public static async Task<ContainerdLease> TakeAsync(ContainerdNamespace containerd, string purpose, TimeProvider time, CancellationToken cancellationToken)
    {
        var request = new CreateRequest { Id = $"connectors-{Guid.NewGuid():N}" };
        request.Labels[Expiry] = (time.GetUtcNow() + Life).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        request.Labels[Purpose] = purpose;
        await containerd.Leases.CreateAsync(request, cancellationToken: cancellationToken);
        return new ContainerdLease(containerd, request.Id);
    }

    /// <summary>Keeps something that was there before.</summary>
    /// <param name="type">Its kind, e.g. <c>snapshots/overlayfs</c>.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task KeepAsync(string type, string name, CancellationToken cancellationToken) =>
        await outside.Leases.AddResourceAsync(new AddResourceRequest { Id = id, Resource = new Resource { Id = name, Type = type } }, cancellationToken: cancellationToken);

    /// <summary>Ends it: what nothing refers to is collected.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => EndAsync(outside, id, cancellationToken);

    /// <summary>Ends all leases for a purpose: this one, and those of earlier tries.</summary>
    public Task EndAllAsync(string purpose, CancellationToken cancellationToken) => EndAllAsync(outside, $"labels.\"{Purpose}\"==\"{purpose}\"", cancellationToken);

    /// <summary>Ends leases that an earlier run has taken: for a start, when nobody else can hold one.</summary>
    /// <param name="containerd">The namespace in which they are.</param>
    /// <param name="isWanted">Whether what a lease of this purpose keeps is of use yet.</param>
    /// <param name="cancellationToken">Ends it between two leases.</param>
    public static async Task EndLeftoversAsync(ContainerdNamespace containerd, Predicate<string> isWanted, CancellationToken cancellationToken)
    {
        var request = new ListRequest();
        request.Filters.Add($"labels.\"{Purpose}\"");
        var all = await containerd.Leases.ListAsync(request, cancellationToken: cancellationToken);
        foreach (var lease in all.Leases)
        {
            if (!isWanted(lease.Labels[Purpose]))
                await EndAsync(containerd, lease.Id, cancellationToken);
        }
    }

    private static async Task EndAllAsync(ContainerdNamespace containerd, string filter, CancellationToken cancellationToken)
    {
        var request = new ListRequest();
        request.Filters.Add(filter);
        var all = await containerd.Leases.ListAsync(request, cancellationToken: cancellationToken);
        foreach (var lease in all.Leases)
            await EndAsync(containerd, lease.Id, cancellationToken);
    }

    private static async Task EndAsync(ContainerdNamespace containerd, string id, CancellationToken cancellationToken)
    {
        try
        {
            await containerd.Leases.DeleteAsync(new DeleteRequest { Id = id }, cancellationToken: cancellationToken);
        }
        catch (ContainerdException missing) when (missing.IsMissing)
        {
            // It had ended by itself.
        }
    }
}
