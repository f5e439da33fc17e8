using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Sdk.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Sdk.Topics;

/// <summary>
/// Keeps the topic map true to the catalogue: read on every change, and every rebuild interval in case a change was not signalled.
/// A failed read leaves the map as it was.
/// </summary>
internal sealed class TopicMapFeeder(
    TopicMap map, IFunctionCatalogue catalogue, ConnectorHostSettings settings, TimeProvider time, ILogger<TopicMapFeeder> logger) : BackgroundService
{
    // A burst of changes (a replica's every step is one) costs one read, and a deploy is still seen well within a second.
    private static readonly TimeSpan Coalescing = TimeSpan.FromMilliseconds(100);

    private volatile string? fault;

    /// <summary>Why the map may be out of date; null when it is not.</summary>
    public string? Fault => fault;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var seen = catalogue.Changes.Version;
                var read = await ReadAsync(stoppingToken);
                await Task.Delay(Coalescing, time, stoppingToken);
                await WaitAsync(read ? seen : long.MaxValue, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop: nothing is held.
        }
    }

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var next = SubscriberList.Read(await catalogue.ListAsync(null, cancellationToken), settings.TopicDelimiter);
            fault = null;
            if (SubscriberList.KeepFormer(map.Subscribers, next))
            {
                map.Confirm();
                return true;
            }
            map.Replace(next);
            Log.TopicsChanged(logger, next.Count);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            fault = $"The functions could not be read, so topics may be out of date: {e.Message}";
            if (e is QueueUnavailableException { IsTold: true } or ProviderUnavailableException)
                Log.CatalogueAway(logger, settings.RebuildInterval, e.Message);
            else
                Log.CatalogueUnreadable(logger, e, settings.RebuildInterval);
            return false;
        }
    }

    /// <summary>Until something has changed since, or the rebuild interval has passed.</summary>
    private async Task WaitAsync(long seen, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var change = catalogue.Changes.WaitAsync(seen, either.Token);
        var poll = Task.Delay(settings.RebuildInterval, time, either.Token);
        await Task.WhenAny(change, poll);
        await either.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
