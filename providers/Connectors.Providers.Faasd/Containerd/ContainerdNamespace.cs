using Connectors.Providers.Faasd.Containerd.Api.Contents;
using Connectors.Providers.Faasd.Containerd.Api.Diffs;
using Connectors.Providers.Faasd.Containerd.Api.Events;
using Connectors.Providers.Faasd.Containerd.Api.Leases;
using Connectors.Providers.Faasd.Containerd.Api.Snapshots;
using ContainersClient = Connectors.Providers.Faasd.Containerd.Api.Containers.Containers.ContainersClient;
using ImagesClient = Connectors.Providers.Faasd.Containerd.Api.Images.Images.ImagesClient;
using TasksClient = Connectors.Providers.Faasd.Containerd.Api.Tasks.Tasks.TasksClient;

namespace Connectors.Providers.Faasd.Containerd;

/// <summary>containerd's services for one namespace, and for one lease when there is one. Thread-safe; cheap to make.</summary>
internal sealed class ContainerdNamespace
{
    private readonly ContainerdChannel channel;

    public ContainerdNamespace(ContainerdChannel channel, string name, string? lease = null)
    {
        this.channel = channel;
        Name = name;
        Lease = lease;
        var calls = channel.In(name, lease);
        Content = new(calls);
        Containers = new(calls);
        Diffs = new(calls);
        Events = new(calls);
        Images = new(calls);
        Leases = new(calls);
        Snapshots = new(calls);
        Tasks = new(calls);
    }

    public string Name { get; }

    public string? Lease { get; }

    public Content.ContentClient Content { get; }

    public ContainersClient Containers { get; }

    public Diff.DiffClient Diffs { get; }

    public Events.EventsClient Events { get; }

    public ImagesClient Images { get; }

    public Leases.LeasesClient Leases { get; }

    public Snapshots.SnapshotsClient Snapshots { get; }

    public TasksClient Tasks { get; }

    /// <summary>The same namespace; what is made through it stays until the lease ends.</summary>
    public ContainerdNamespace Under(string lease) => new(channel, Name, lease);
}
