using Connectors.Core.Checkpoints;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Sdk.Dispatch;
using Connectors.Sdk.Events;
using Connectors.Sdk.Topics;

namespace Connectors.Sdk.Hosting;

/// <summary>One connector's view of the hub.</summary>
internal sealed class ConnectorContext(
    string connector,
    TopicMap topics,
    TopicRouter router,
    IFunctionCatalogue catalogue,
    ICheckpointStore checkpoints,
    EventDispatcher dispatcher,
    ConnectorStatistics statistics,
    TimeProvider time) : IConnectorContext
{
    // Shorter than sources wait for an answer: they come again.
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(5);

    public TopicMap Topics => topics;

    public ICheckpointStore Checkpoints => checkpoints;

    public ConnectorFaults Faults { get; } = new();

    public ConnectorStatistics Statistics => statistics;

    public ValueTask<DispatchResult> DispatchAsync(ConnectorEvent connectorEvent, CancellationToken cancellationToken) =>
        CountedAsync(() => MatchAsync(connectorEvent.Topic, cancellationToken), connectorEvent, cancellationToken);

    public ValueTask<DispatchResult> DispatchToAsync(FunctionName function, ConnectorEvent connectorEvent, CancellationToken cancellationToken) =>
        CountedAsync(() => FindAsync(function, cancellationToken), connectorEvent, cancellationToken);

    private async ValueTask<DispatchResult> CountedAsync(
        Func<ValueTask<IReadOnlyList<TopicSubscriber>>> recipients, ConnectorEvent connectorEvent, CancellationToken cancellationToken)
    {
        statistics.CountReceived();
        try
        {
            var result = await dispatcher.DispatchAsync(connector, connectorEvent, await recipients(), cancellationToken);
            statistics.CountDispatched(result.Calls.Count > 0);
            return result;
        }
        catch
        {
            statistics.CountFailed();
            throw;
        }
    }

    private async ValueTask<IReadOnlyList<TopicSubscriber>> MatchAsync(string topic, CancellationToken cancellationToken)
    {
        if (!topics.Loaded.IsCompleted)
            await LoadedAsync(cancellationToken);
        return router.Current.Of(connector).Match(topic);
    }

    // An event of the first moments must not be taken for one that nobody listens to.
    private async Task LoadedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await topics.Loaded.WaitAsync(LongestStart, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new QueueUnavailableException("The functions have not been read yet, so it is unknown who listens; send the event again.", e);
        }
    }

    // A function that is gone is nobody: there is nothing to try again.
    private async ValueTask<IReadOnlyList<TopicSubscriber>> FindAsync(FunctionName function, CancellationToken cancellationToken) =>
        await catalogue.GetAsync(function, cancellationToken) is { } found ? [new TopicSubscriber(function, [], found.Annotations)] : [];
}
