using Connectors.Providers.Faasd.Containerd.Api.Containers;

namespace Connectors.Providers.Faasd.Containers;

/// <summary>A container as containerd knows it; whether it runs its task tells.</summary>
internal sealed record ContainerRecord(
    string Id, string Image, string Snapshot, DateTimeOffset CreatedAt,
    IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Attachments)
{
    public static ContainerRecord Of(Container container) => new(
        container.Id, container.Image, container.SnapshotKey, container.CreatedAt?.ToDateTimeOffset() ?? default,
        container.Labels, container.Extensions.ToDictionary(entry => entry.Key, entry => entry.Value.Value.Memory));
}
