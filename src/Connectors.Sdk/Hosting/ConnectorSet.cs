using Connectors.Core.Checkpoints;
using Connectors.Core.Providers;
using Connectors.Sdk.Dispatch;
using Connectors.Sdk.Patience;
using Connectors.Sdk.Topics;
using Microsoft.Extensions.Logging;

namespace Connectors.Sdk.Hosting;

/// <summary>All connectors of this process, ordered by name, each with its context.</summary>
internal sealed class ConnectorSet
{
    /// <exception cref="InvalidOperationException">Two connectors bear one name.</exception>
    public ConnectorSet(
        IEnumerable<IConnector> connectors,
        IEnumerable<ConnectorRegistration> registrations,
        IEnumerable<KnownConnectors> known,
        TopicMap map,
        IFunctionCatalogue catalogue,
        ICheckpointStore checkpoints,
        EventDispatcher dispatcher,
        ConnectorMetrics metrics,
        Random random,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        var declared = registrations.ToList();
        var ordered = connectors.OrderBy(connector => connector.Name, StringComparer.Ordinal).ToList();
        for (var i = 1; i < ordered.Count; i++)
        {
            if (ordered[i].Name == ordered[i - 1].Name)
                throw new InvalidOperationException($"Two connectors are called '{ordered[i].Name}'; names are their identity.");
        }
        Router = new TopicRouter(map, [.. ordered.Select(connector => new TopicReader(connector.Name, ConnectorRegistration.TopicsOf(connector, declared)))], [.. known.SelectMany(names => names.Names)]);
        All = [.. ordered.Select(connector => new HostedConnector(
            connector,
            ConnectorRegistration.TopicsOf(connector, declared),
            new ConnectorContext(connector.Name, map, Router, catalogue, checkpoints, dispatcher, new ConnectorStatistics(connector.Name, metrics, time), time),
            new GrowingPause(HostedConnector.FirstPause, HostedConnector.LongestPause, random),
            time,
            loggers.CreateLogger(connector.GetType())))];
    }

    public IReadOnlyList<HostedConnector> All { get; }

    public TopicRouter Router { get; }
}
