using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containerd.Api;
using Connectors.Providers.Faasd.Containerd.Api.Snapshots;
using Connectors.Providers.Faasd.Containerd.Leases;
using Connectors.Providers.Faasd.Specs.Users;

namespace Connectors.Providers.Faasd.Images;

/// <summary>Looks into images: who is known there. An image is mounted for the moment that takes. Thread-safe.</summary>
/// <param name="folder">Where images are mounted.</param>
/// <param name="options">Where they are kept.</param>
/// <param name="time">Whose clock says when a forgotten lease ends.</param>
internal sealed partial class ImageViews(string folder, ImageOptions options, TimeProvider time)
{
    private const ulong ReadOnly = 0x1;
    private const ulong Bind = 0x1000;
    private const ulong NoDevices = 0x4;
    private const int Detach = 2;

    private static readonly ImageAccounts Nobody = new("", "");

    // What is in a snapshot never changes.
    private readonly ConcurrentDictionary<string, ImageAccounts> known = new(StringComparer.Ordinal);

    /// <exception cref="ImageException">It cannot be looked into.</exception>
    public async Task<ImageAccounts> AccountsAsync(ContainerdNamespace containerd, ContainerImage image, CancellationToken cancellationToken)
    {
        // Who names nobody is root, whoever else is known.
        if (image.Process.User.Length == 0 || image.Snapshot.Length == 0)
            return Nobody;
        if (known.TryGetValue(image.Snapshot, out var found))
            return found;
        return known[image.Snapshot] = await ReadAsync(containerd, image, cancellationToken);
    }

    /// <summary>Takes away what a run that was killed has left mounted.</summary>
    public void Sweep()
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var left in Directory.EnumerateDirectories(folder))
        {
            _ = Unmount(left, Detach);
            Directory.Delete(left);
        }
    }

    private async Task<ImageAccounts> ReadAsync(ContainerdNamespace containerd, ContainerImage image, CancellationToken cancellationToken)
    {
        var key = $"connectors-view-{Guid.NewGuid():N}";
        var lease = await ContainerdLease.TakeAsync(containerd, $"view {image.Name}", time, cancellationToken);
        try
        {
            var request = new ViewSnapshotRequest { Snapshotter = options.Snapshotter, Key = key, Parent = image.Snapshot };
            var view = await lease.Namespace.Snapshots.ViewAsync(request, cancellationToken: cancellationToken);
            try
            {
                return ReadMounted(Path.Combine(folder, key), view.Mounts, image.Name);
            }
            finally
            {
                await containerd.Snapshots.RemoveAsync(new RemoveSnapshotRequest { Snapshotter = options.Snapshotter, Key = key }, cancellationToken: CancellationToken.None);
            }
        }
        finally
        {
            await lease.EndAsync(CancellationToken.None);
        }
    }

    private static ImageAccounts ReadMounted(string place, IEnumerable<Mount> mounts, string image)
    {
        if (mounts.ToList() is not [var mount])
            throw new ImageException(ImageFault.Unusable, $"{image} cannot be looked into: its snapshotter does not answer one mount for it. Name another one in faasd.snapshotter.");
        Directory.CreateDirectory(place);
        try
        {
            var words = mount.Options.Where(option => option is not ("ro" or "rw" or "bind" or "rbind"));
            var flags = ReadOnly | NoDevices | (mount.Type == "bind" ? Bind : 0);
            if (MountOn(mount.Source, place, mount.Type, flags, string.Join(',', words)) != 0)
                throw new ImageException(ImageFault.Away, $"{image} could not be mounted to look for its user: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}. Run as root.");
            try
            {
                return RootedFile.ReadAccounts(place);
            }
            catch (IOException unreadable)
            {
                throw new ImageException(ImageFault.Unusable, $"{image}: {unreadable.Message}", unreadable);
            }
            finally
            {
                _ = Unmount(place, Detach);
            }
        }
        finally
        {
            Directory.Delete(place);
        }
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountOn(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string path, int flags);
}
