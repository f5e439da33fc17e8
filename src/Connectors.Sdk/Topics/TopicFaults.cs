using Connectors.Core.Functions;
using Connectors.Sdk.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Sdk.Topics;

/// <summary>
/// Tells of topics that nobody can read: in the log once, and among the faults of the connector that the topic is bound to for as
/// long as it stands there.
/// </summary>
internal sealed class TopicFaults(TopicMap map, ConnectorSet connectors, ILogger<TopicFaults> logger) : BackgroundService
{
    private Dictionary<(string Subject, string? Connector), string> standing = [];
    private HashSet<(FunctionName Function, string Topic, string Remark)> remarked = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var seen = 0L;
        try
        {
            while (true)
            {
                seen = await map.Changes.WaitAsync(seen, stoppingToken);
                Show(connectors.Router.Current.Topics);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop: faults die with the process.
        }
    }

    private void Show(IReadOnlyList<SubscribedTopic> topics)
    {
        var next = new Dictionary<(string, string?), string>();
        var remarks = topics.Where(topic => topic.Remark is not null).Select(topic => (topic.Function, topic.Topic, Remark: topic.Remark!)).ToHashSet();
        foreach (var (function, topic, remark) in remarks.Where(remark => !remarked.Contains(remark)))
            Log.TopicRemark(logger, topic, function, remark);
        remarked = remarks;
        foreach (var topic in topics)
        {
            if (topic.Fault is not { } fault)
                continue;
            var key = ($"{topic.Function} topic {topic.Topic}", topic.BoundTo);
            next[key] = fault;
            if (standing.GetValueOrDefault(key) == fault)
                continue;
            Log.TopicFault(logger, topic.Topic, topic.Function, fault);
            FaultsOf(topic.BoundTo)?.Set(key.Item1, fault);
        }
        foreach (var (subject, connector) in standing.Keys)
        {
            if (!next.ContainsKey((subject, connector)))
                FaultsOf(connector)?.Clear(subject);
        }
        standing = next;
    }

    private ConnectorFaults? FaultsOf(string? connector) =>
        connectors.All.FirstOrDefault(hosted => hosted.Connector.Name == connector)?.Context.Faults;
}
