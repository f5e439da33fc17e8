using System.Text.Json;
using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containerd.Api.Containers;
using Connectors.Providers.Faasd.Containerd.Api.Snapshots;
using Connectors.Providers.Faasd.Containerd.Leases;
using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.Specs.Runtime;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Connectors.Providers.Faasd.Containers;

/// <summary>The containers of one namespace, with their roots. What they are survives everything but their removal. Thread-safe.</summary>
internal sealed class ContainerStore(ContainerdNamespace containerd, ImageOptions images, TimeProvider time)
{
    public const string Runtime = "io.containerd.runc.v2";
    public const string SpecType = "types.containerd.io/opencontainers/runtime-spec/1/Spec";
    public const string AttachmentType = "connectors/attachment";

    /// <summary>Makes a container and its root; it does not run yet.</summary>
    /// <exception cref="ContainerdException">It cannot be, among others because there is one of that name; nothing of it is left.</exception>
    public async Task CreateAsync(ContainerPlan plan, CancellationToken cancellationToken)
    {
        // Until the record refers to the root nothing else keeps it.
        var lease = await ContainerdLease.TakeAsync(containerd, $"create {plan.Id}", time, cancellationToken);
        try
        {
            var root = new PrepareSnapshotRequest { Snapshotter = images.Snapshotter, Key = plan.Id, Parent = plan.Image.Snapshot };
            await lease.Namespace.Snapshots.PrepareAsync(root, cancellationToken: cancellationToken);
            await RecordAsync(plan, cancellationToken);
        }
        finally
        {
            await lease.EndAsync(CancellationToken.None);
        }
    }

    /// <summary>Null when there is none of that name.</summary>
    public async Task<ContainerRecord?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await containerd.Containers.GetAsync(new GetContainerRequest { Id = id }, cancellationToken: cancellationToken);
            return ContainerRecord.Of(answer.Container);
        }
        catch (ContainerdException missing) when (missing.IsMissing)
        {
            return null;
        }
    }

    /// <summary>The containers of the namespace.</summary>
    /// <param name="label">Only those that bear this label; null: all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<ContainerRecord>> ListAsync(string? label, CancellationToken cancellationToken)
    {
        var request = new ListContainersRequest();
        if (label is not null)
            request.Filters.Add($"labels.\"{label}\"");
        using var call = containerd.Containers.ListStream(request, cancellationToken: cancellationToken);
        var all = new List<ContainerRecord>();
        while (await call.ResponseStream.MoveNext(cancellationToken))
            all.Add(ContainerRecord.Of(call.ResponseStream.Current.Container));
        return all;
    }

    /// <summary>Sets labels of a container; the others stay.</summary>
    public async Task LabelAsync(string id, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        var request = new UpdateContainerRequest { Container = new Container { Id = id }, UpdateMask = new FieldMask() };
        foreach (var (name, value) in labels)
        {
            request.Container.Labels[name] = value;
            request.UpdateMask.Paths.Add("labels." + name);
        }
        await containerd.Containers.UpdateAsync(request, cancellationToken: cancellationToken);
    }

    /// <summary>Removes a container that does not run, and its root. What is gone already is no fault, so that it can be done again after it was broken off.</summary>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await GoneAsync(containerd.Containers.DeleteAsync(new DeleteContainerRequest { Id = id }, cancellationToken: cancellationToken).ResponseAsync);
        await GoneAsync(containerd.Snapshots.RemoveAsync(new RemoveSnapshotRequest { Snapshotter = images.Snapshotter, Key = id }, cancellationToken: cancellationToken).ResponseAsync);
    }

    private async Task RecordAsync(ContainerPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            await containerd.Containers.CreateAsync(new CreateContainerRequest { Container = Container(plan) }, cancellationToken: cancellationToken);
        }
        catch
        {
            await RemoveAsync(plan.Id, CancellationToken.None);
            throw;
        }
    }

    private Container Container(ContainerPlan plan)
    {
        var container = new Container
        {
            Id = plan.Id,
            Image = plan.Image.Name,
            Runtime = new Container.Types.Runtime { Name = Runtime },
            Snapshotter = images.Snapshotter,
            SnapshotKey = plan.Id,
            Spec = new Any { TypeUrl = SpecType, Value = UnsafeByteOperations.UnsafeWrap(JsonSerializer.SerializeToUtf8Bytes(plan.Spec, RuntimeSpecJson.Default.RuntimeSpec)) },
        };
        container.Labels.Add(plan.Labels.ToDictionary());
        foreach (var (name, bytes) in plan.Attachments)
            container.Extensions[name] = new Any { TypeUrl = AttachmentType, Value = UnsafeByteOperations.UnsafeWrap(bytes) };
        return container;
    }

    private static async Task GoneAsync(Task removal)
    {
        try
        {
            await removal;
        }
        catch (ContainerdException missing) when (missing.IsMissing)
        {
            // As it was to be.
        }
    }
}
