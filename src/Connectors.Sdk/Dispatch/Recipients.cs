using Connectors.Sdk.Events;
using Connectors.Sdk.Topics;

namespace Connectors.Sdk.Dispatch;

/// <summary>Whom an event is for, each once.</summary>
/// <param name="Routes">Who, and by which of their topics.</param>
/// <param name="Told">The topic that each of them is told; null: the event's first.</param>
internal sealed record Recipients(IReadOnlyList<TopicRoute> Routes, IReadOnlyList<string>? Told)
{
    /// <summary>Those who listen to one of the event's topics; each is told the first it listens to.</summary>
    public static Recipients Of(ConnectorEvent connectorEvent, TopicRoutes routes)
    {
        var listeners = routes.Match(connectorEvent.Topic);
        if (connectorEvent.AlsoTopics.Count == 0)
            return new Recipients(listeners, null);
        var recipients = new List<TopicRoute>(listeners);
        var told = new List<string>(Enumerable.Repeat(connectorEvent.Topic, listeners.Count));
        foreach (var topic in connectorEvent.AlsoTopics)
        {
            foreach (var route in routes.Match(topic))
            {
                if (TopicRoutes.Has(recipients, route.Subscriber))
                    continue;
                recipients.Add(route);
                told.Add(topic);
            }
        }
        return new Recipients(recipients, told);
    }
}
