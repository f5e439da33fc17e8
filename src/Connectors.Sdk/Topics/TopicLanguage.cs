namespace Connectors.Sdk.Topics;

/// <summary>How a connector reads the topics that functions name. Exact names are legal in every language.</summary>
public enum TopicLanguage
{
    /// <summary>Names only; no character is special.</summary>
    Exact,

    /// <summary>MQTT filters: levels between <c>/</c>, <c>+</c> for one level, <c>#</c> for the rest.</summary>
    Mqtt,

    /// <summary>NATS subjects: tokens between <c>.</c>, <c>*</c> for one token, <c>></c> for the rest.</summary>
    Nats,

    /// <summary>Kafka topics: a name, or a regular expression when it begins with <c>^</c>.</summary>
    Regex,
}

/// <summary>Languages of topics in the words of the documentation.</summary>
internal static class TopicLanguageWords
{
    /// <summary>What its topics are.</summary>
    public static string InWords(this TopicLanguage language) => language switch
    {
        TopicLanguage.Mqtt => "names, and filters with + and #",
        TopicLanguage.Nats => "names, and wildcards * and >",
        TopicLanguage.Regex => "names, and regular expressions that begin with ^",
        _ => "names",
    };
}
