using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Microsoft.Extensions.Hosting;

namespace Connectors.Queues.JetStream.Leasing;

/// <summary>
/// Makes stream and consumer of a function when it is deployed, because making a consumer takes long where very much is queued, and its
/// first call should not wait for it.
/// </summary>
internal sealed class LanePreparation(JetStreamStore store, IFunctionCatalogue catalogue) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        store.Follow("Preparing consumers of functions", FollowAsync);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var prepared = new HashSet<(string Queue, FunctionName Function)>();
        while (true)
        {
            var seen = catalogue.Changes.Version;
            var now = new HashSet<(string, FunctionName)>();
            foreach (var function in await catalogue.ListAsync(null, cancellationToken))
            {
                var place = (KnownAnnotations.QueueOf(function), function.FullName);
                now.Add(place);
                if (!prepared.Contains(place))
                    await store.Intakes.PrepareAsync(await store.LaneAsync(place.Item1, place.FullName, cancellationToken), cancellationToken);
            }
            // What is deployed again later is prepared again.
            prepared = now;
            await catalogue.Changes.WaitAsync(seen, cancellationToken);
        }
    }
}
