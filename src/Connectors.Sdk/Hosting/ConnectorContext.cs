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

    public IReadOnlyList<TopicPattern> Patterns => router.Current.Of(connector).Patterns;

    public ICheckpointStore Checkpoints => checkpoints;

    public ConnectorFaults Faults { get; } = new();

    public ConnectorLag Lag => statistics.Lag;

    public ConnectorStatistics Statistics => statistics;

    public ValueTask<DispatchResult> DispatchAsync(ConnectorEvent connectorEvent, CancellationToken cancellationToken) =>
        CountedAsync(() => MatchAsync(connectorEvent, cancellationToken), connectorEvent, cancellationToken);

    public ValueTask<DispatchResult> DispatchToAsync(FunctionName function, ConnectorEvent connectorEvent, CancellationToken cancellationToken) =>
        CountedAsync(() => FindAsync(function, connectorEvent.Topic, cancellationToken), connectorEvent, cancellationToken);

    private async ValueTask<DispatchResult> CountedAsync(
        Func<ValueTask<Recipients>> recipients, ConnectorEvent connectorEvent, CancellationToken cancellationToken)
    {
        statistics.CountReceived();
        try
        {
            var (routes, told) = await recipients();
            var result = await dispatcher.DispatchAsync(connector, connectorEvent, routes, cancellationToken, told);
            statistics.CountDispatched(result.Calls.Count > 0);
            return result;
        }
        catch
        {
            statistics.CountFailed();
            throw;
        }
    }

    private async ValueTask<Recipients> MatchAsync(ConnectorEvent connectorEvent, CancellationToken cancellationToken)
    {
        if (!topics.Loaded.IsCompleted)
            await LoadedAsync(cancellationToken);
        return Recipients.Of(connectorEvent, router.Current.Of(connector));
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
    private async ValueTask<Recipients> FindAsync(FunctionName function, string topic, CancellationToken cancellationToken)
    {
        if (await catalogue.GetAsync(function, cancellationToken) is not { } found)
            return new([], null);
        var last = router.Current.CellOf(connector, function, topic) ?? new LastEventCell();
        return new([new TopicRoute(new Topics.Patterns.ExactTopic(topic), new TopicSubscriber(function, [], found.Annotations), last)], null);
    }
}
