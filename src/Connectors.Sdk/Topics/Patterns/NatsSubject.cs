namespace Connectors.Sdk.Topics.Patterns;

/// <summary>A NATS subject with wildcards: <c>*</c> stands for one token, a closing <c>></c> for one or more.</summary>
internal sealed class NatsSubject : TopicPattern
{
    private readonly string[] tokens;

    private NatsSubject(string text) : base(text) => tokens = text.Split('.');

    public override bool IsExact => false;

    /// <returns>What is wrong; null when nothing is. The pattern stays null for a plain name.</returns>
    public static string? TryParse(string text, out TopicPattern? pattern)
    {
        pattern = null;
        var subject = new NatsSubject(text);
        var wild = false;
        for (var i = 0; i < subject.tokens.Length; i++)
        {
            var token = subject.tokens[i];
            if (token.Length == 0 || token.AsSpan().ContainsAny(" \t"))
                return $"'{text}' is not a NATS subject: tokens between dots are neither empty nor hold blanks";
            if (token.AsSpan().IndexOfAny('*', '>') < 0)
                continue;
            wild = true;
            if (token.Length > 1)
                return $"'{text}' is not a NATS subject: '*' and '>' stand alone between dots";
            if (token == ">" && i != subject.tokens.Length - 1)
                return $"'{text}' is not a NATS subject: '>' stands last";
        }
        pattern = wild ? subject : null;
        return null;
    }

    public override bool Matches(string topic)
    {
        var rest = topic.AsSpan();
        var ended = false;
        foreach (var token in tokens)
        {
            if (ended)
                return false;
            if (token == ">")
                return !rest.IsEmpty;
            var dot = rest.IndexOf('.');
            var name = dot < 0 ? rest : rest[..dot];
            if (name.IsEmpty || (token != "*" && !name.SequenceEqual(token)))
                return false;
            ended = dot < 0;
            rest = ended ? [] : rest[(dot + 1)..];
        }
        return ended;
    }
}
