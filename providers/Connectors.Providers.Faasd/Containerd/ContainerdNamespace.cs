using ContainersClient = Connectors.Providers.Faasd.Containerd.Api.Containers.Containers.ContainersClient;
using ContentClient = Connectors.Providers.Faasd.Containerd.Api.Contents.Content.ContentClient;
using DiffClient = Connectors.Providers.Faasd.Containerd.Api.Diffs.Diff.DiffClient;
using EventsClient = Connectors.Providers.Faasd.Containerd.Api.Events.Events.EventsClient;
using ImagesClient = Connectors.Providers.Faasd.Containerd.Api.Images.Images.ImagesClient;
using LeasesClient = Connectors.Providers.Faasd.Containerd.Api.Leases.Leases.LeasesClient;
using SnapshotsClient = Connectors.Providers.Faasd.Containerd.Api.Snapshots.Snapshots.SnapshotsClient;
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

    public ContentClient Content { get; }

    public ContainersClient Containers { get; }

    public DiffClient Diffs { get; }

    public EventsClient Events { get; }

    public ImagesClient Images { get; }

    public LeasesClient Leases { get; }

    public SnapshotsClient Snapshots { get; }

    public TasksClient Tasks { get; }

    /// <summary>The same namespace; what is made through it stays until the lease ends.</summary>
    public ContainerdNamespace Under(string lease) => new(channel, Name, lease);
}
