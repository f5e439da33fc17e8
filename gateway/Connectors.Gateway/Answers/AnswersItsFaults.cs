namespace Connectors.Gateway.Answers;

/// <summary>Endpoint metadata: the endpoint turns its own faults into answers, by <see cref="FaultAnswers"/>.</summary>
internal sealed record AnswersItsFaults
{
    public static AnswersItsFaults Instance { get; } = new();
}
