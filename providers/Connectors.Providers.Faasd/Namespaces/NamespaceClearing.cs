using System.Collections.Concurrent;
using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containerd.Api.Namespaces;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Images;
using Microsoft.Extensions.Logging;
using NamespacesClient = Connectors.Providers.Faasd.Containerd.Api.Namespaces.Namespaces.NamespacesClient;

namespace Connectors.Providers.Faasd.Namespaces;

/// <summary>Empties namespaces that were removed: containerd lets go only of what is empty. In the background, for replicas take their time to leave.</summary>
internal sealed class NamespaceClearing(ContainerSpaces spaces, TimeProvider time, ILogger<NamespaceClearing> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);

    public void Begin(string name) => running[name] = Task.Run(() => ClearAsync(name));

    /// <summary>Nothing is removed until the result is disposed of.</summary>
    public async Task<Hold> HoldAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        return new Hold(gate);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running.Values);
    }

    private async Task ClearAsync(string name)
    {
        try
        {
            var space = spaces.Of(name);
            var begun = time.GetTimestamp();
            while ((await space.Store.ListAsync(null, stopping.Token)).Count > 0 && time.GetElapsedTime(begun) < Patience)
                await Task.Delay(Between, time, stopping.Token);
            await RemoveAsync(name);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next start goes on.
        }
        catch (ContainerdException left)
        {
            Log.NamespaceLeft(logger, name, left);
        }
    }

    private async Task RemoveAsync(string name)
    {
        using var turn = await HoldAsync(stopping.Token);
        var found = await For(name).GetAsync(new GetNamespaceRequest { Name = name }, cancellationToken: stopping.Token);
        // It may have been made anew meanwhile.
        if (!NamespaceLabels.IsLeaving(found.Namespace.Labels))
            return;
        var images = new ImageRecords(spaces.Of(name).Containerd);
        foreach (var image in await images.ListAsync(stopping.Token))
            await images.RemoveAsync(image, collect: true, stopping.Token);
        await For(name).DeleteAsync(new DeleteNamespaceRequest { Name = name }, cancellationToken: stopping.Token);
    }

    // containerd tells of changes within the namespace that is changed.
    private NamespacesClient For(string name) => new(spaces.Channel.In(name));

    internal readonly struct Hold(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
