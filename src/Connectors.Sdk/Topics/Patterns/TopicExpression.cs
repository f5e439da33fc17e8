using System.Text.RegularExpressions;

namespace Connectors.Sdk.Topics.Patterns;

/// <summary>
/// A regular expression as Kafka clients take it: from the topic's beginning, open at its end unless it says <c>$</c>.
/// Matched in time linear to the topic, so that no annotation can hold up dispatch.
/// </summary>
internal sealed class TopicExpression : TopicPattern
{
    private const int MaxLength = 1024;
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);
    private readonly Regex expression;

    private TopicExpression(string text) : base(text) =>
        expression = new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MatchTimeout);

    public override bool IsExact => false;

    /// <returns>What is wrong; null when nothing is. The pattern stays null for a plain name.</returns>
    public static string? TryParse(string text, out TopicPattern? pattern)
    {
        pattern = null;
        if (text[0] != '^')
            return KafkaName.Fault(text);
        if (text.Length > MaxLength)
            return $"a regular expression has at most {MaxLength} characters";
        try
        {
            pattern = new TopicExpression(text);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return $"'{text}' is not a regular expression that can be matched in linear time: {e.Message}";
        }
    }

    public override bool Matches(string topic)
    {
        try
        {
            return expression.IsMatch(topic);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new InvalidOperationException($"Matching '{topic}' against '{Text}' took over {MatchTimeout.TotalSeconds} s; simplify the expression.", e);
        }
    }
}
