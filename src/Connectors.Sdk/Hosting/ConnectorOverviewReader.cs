using Connectors.Core.Describing;
using Connectors.Sdk.Topics;

namespace Connectors.Sdk.Hosting;

/// <summary>Reads what <c>GET /system/topics</c> shows too.</summary>
internal sealed class ConnectorOverviewReader(ConnectorSet connectors, TopicMapFeeder feeder) : IConnectorOverview
{
    public ConnectorOverview Read() => new(
        feeder.Fault,
        [.. connectors.All.Select(Summary)],
        [.. connectors.Router.Current.Topics.Where(topic => topic.Fault is not null).Select(topic => new UnservedTopic(topic.Function, topic.Topic, topic.Fault!))]);

    private static ConnectorSummary Summary(HostedConnector hosted) => new(
        hosted.Connector.Name,
        hosted.State.ToString().ToLowerInvariant(),
        [.. hosted.Context.Faults.All.Select(fault => $"{fault.Subject}: {fault.Fault}")],
        hosted.Context.Statistics.Received,
        hosted.Context.Statistics.Dispatched,
        hosted.Context.Statistics.Failed);
}
