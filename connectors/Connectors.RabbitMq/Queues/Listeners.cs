using Connectors.Sdk.Topics;

namespace Connectors.RabbitMq.Queues;

/// <summary>Whose topics a queue is.</summary>
internal static class Listeners
{
    /// <summary>The names of the functions that listen to it, for a sentence.</summary>
    public static string Of(IReadOnlyList<TopicSubscriber> subscribers, string queue) => string.Join(
        ", ", subscribers.Where(subscriber => subscriber.Topics.Any(topic => topic == queue || IsNamed(topic, queue))).Select(subscriber => subscriber.Function.ToString()));

    /// <summary>True when one of them says that it means a queue of RabbitMQ's.</summary>
    public static bool AreMeant(IReadOnlyList<TopicSubscriber> subscribers, string queue) =>
        subscribers.Any(subscriber => subscriber.Topics.Any(topic => IsNamed(topic, queue)));

    private static bool IsNamed(string topic, string queue) =>
        topic.Split(':', 2, StringSplitOptions.TrimEntries) is [RabbitMqConnector.ConnectorName, var named] && named == queue;
}
