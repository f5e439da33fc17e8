using System.Diagnostics.CodeAnalysis;
using Connectors.Sdk.Topics.Patterns;

namespace Connectors.Sdk.Topics;

/// <summary>One topic of a function's annotation, read in the language of a connector. Immutable and thread-safe.</summary>
public abstract class TopicPattern
{
    private protected TopicPattern(string text) => Text = text;

    /// <summary>The pattern as it was written, without the connector's name.</summary>
    public string Text { get; }

    /// <summary>True when it matches one topic only: <see cref="Text"/>.</summary>
    public abstract bool IsExact { get; }

    /// <summary>True when an event of this topic is meant. Letters count as they are written.</summary>
    public abstract bool Matches(string topic);

    /// <summary>Reads a pattern; false when it is not legal in that language, with a sentence that says why.</summary>
    public static bool TryParse(
        string text, TopicLanguage language, [NotNullWhen(true)] out TopicPattern? pattern, [NotNullWhen(false)] out string? fault)
    {
        pattern = null;
        fault = language switch
        {
            _ when text.Length == 0 => "a topic is empty",
            _ when text.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0 => "a topic holds a control character",
            TopicLanguage.Regex => TopicExpression.TryParse(text, out pattern),
            _ when text[0] == '^' => $"'{text}' is a regular expression, which only Kafka topics can be",
            TopicLanguage.Mqtt => MqttFilter.TryParse(text, out pattern),
            TopicLanguage.Nats => NatsSubject.TryParse(text, out pattern),
            _ => null,
        };
        if (fault is null)
            pattern ??= new ExactTopic(text);
        return fault is null;
    }
}
