using Connectors.Core.Functions;

namespace Connectors.Sdk.Topics;

/// <summary>One topic of one function as one connector reads it.</summary>
/// <param name="Pattern">The topic.</param>
/// <param name="Subscriber">Whose.</param>
/// <param name="Last">What came by it last.</param>
internal sealed record TopicRoute(TopicPattern Pattern, TopicSubscriber Subscriber, LastEventCell Last)
{
    public FunctionName Function => Subscriber.Function;
}
