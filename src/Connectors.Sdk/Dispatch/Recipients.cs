using Connectors.Sdk.Events;
using Connectors.Sdk.Topics;

namespace Connectors.Sdk.Dispatch;

/// <summary>Whom an event is for, each once.</summary>
/// <param name="Subscribers">Who.</param>
/// <param name="Told">The topic that each of them is told; null: the event's first.</param>
internal sealed record Recipients(IReadOnlyList<TopicSubscriber> Subscribers, IReadOnlyList<string>? Told)
{
    /// <summary>Those who listen to one of the event's topics; each is told the first it listens to.</summary>
    public static Recipients Of(ConnectorEvent connectorEvent, TopicRoutes routes)
    {
        var listeners = routes.Match(connectorEvent.Topic);
        if (connectorEvent.AlsoTopics.Count == 0)
            return new Recipients(listeners, null);
        var subscribers = new List<TopicSubscriber>(listeners);
        var told = new List<string>(Enumerable.Repeat(connectorEvent.Topic, listeners.Count));
        foreach (var topic in connectorEvent.AlsoTopics)
        {
            foreach (var subscriber in routes.Match(topic))
            {
                if (subscribers.Contains(subscriber))
                    continue;
                subscribers.Add(subscriber);
                told.Add(topic);
            }
        }
        return new Recipients(subscribers, told);
    }
}
