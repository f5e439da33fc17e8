namespace Connectors.Sdk.Topics.Patterns;

internal sealed class ExactTopic(string text) : TopicPattern(text)
{
    public override bool IsExact => true;

    public override bool Matches(string topic) => string.Equals(topic, Text, StringComparison.Ordinal);
}
