using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.References;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Namespaces;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Images;

/// <summary>Removes images that were pulled for functions and that none has used for a while, or else each new tag would stay on the disk for ever. From start to disposal.</summary>
internal sealed class UnusedImages(
    FaasdProviderSettings settings, ContainerSpaces spaces, FunctionRegistry registry, NamespaceTable namespaces, TimeProvider time, ILogger<UnusedImages> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stopping = new();
    // Since when nobody uses it, as far as this run has seen.
    private readonly Dictionary<(string Namespace, string Image), long> idle = [];
    private Task looking = Task.CompletedTask;

    public void Start() => looking = Task.Run(LookAsync);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task LookAsync()
    {
        var period = TimeSpan.FromTicks(Math.Clamp(settings.ImageRetention.Ticks / 4, Shortest.Ticks, Longest.Ticks));
        while (true)
        {
            await Task.Delay(period, time, stopping.Token);
            foreach (var space in namespaces.All)
            {
                try
                {
                    await LookAsync(space.Name);
                }
                catch (ContainerdException away)
                {
                    // The next look finds the same.
                    Log.ImagesNotLookedAt(logger, space.Name, away);
                }
            }
        }
    }

    private async Task LookAsync(string @namespace)
    {
        var space = spaces.Of(@namespace);
        var images = new ImageRecords(space.Containerd);
        var pulled = await images.ListPulledAsync(stopping.Token);
        // Replicas of functions that have just been removed or updated use theirs until they are gone.
        var used = (await space.Store.ListAsync(null, stopping.Token)).Select(container => container.Image).Concat(Deployed(@namespace)).ToHashSet(StringComparer.Ordinal);
        foreach (var image in pulled)
        {
            if (used.Contains(image))
                idle.Remove((@namespace, image));
            else if (!idle.TryGetValue((@namespace, image), out var since))
                idle[(@namespace, image)] = time.GetTimestamp();
            else if (time.GetElapsedTime(since) >= settings.ImageRetention)
            {
                await images.RemoveAsync(image, collect: false, stopping.Token);
                idle.Remove((@namespace, image));
                Log.ImageRemoved(logger, image, @namespace);
            }
        }
    }

    private IEnumerable<string> Deployed(string @namespace)
    {
        foreach (var function in registry.All)
        {
            if (function.Name.Namespace == @namespace && ImageReference.TryParse(function.Function.Deployment.Image ?? "", out var image, out _))
                yield return image.ToString();
        }
    }
}
