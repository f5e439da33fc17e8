using System.Collections.Concurrent;
using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Images;

namespace Connectors.Providers.Faasd.Containers;

/// <summary>The namespaces of containerd, each with what can be done in it. Thread-safe.</summary>
internal sealed class ContainerSpaces(ContainerdChannel channel, ImageOptions images, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ContainerSpace> spaces = new(StringComparer.Ordinal);

    public ContainerdChannel Channel => channel;

    /// <summary>One of them; it need not exist for reading.</summary>
    public ContainerSpace Of(string name) => spaces.GetOrAdd(name, one => new ContainerSpace(new ContainerdNamespace(channel, one), images, time));
}

/// <summary>Containers, processes and images of one namespace. Thread-safe.</summary>
internal sealed class ContainerSpace(ContainerdNamespace containerd, ImageOptions images, TimeProvider time)
{
    public ContainerdNamespace Containerd => containerd;

    public ContainerStore Store { get; } = new(containerd, images, time);

    public ContainerTasks Tasks { get; } = new(containerd, images);

    public ContainerRemoval Removal => new(Store, Tasks, time);
}
