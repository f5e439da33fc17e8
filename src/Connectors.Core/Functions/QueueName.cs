namespace Connectors.Core.Functions;

/// <summary>The rule for names of queues, the same in annotations, in operators' calls and in stores.</summary>
public static class QueueName
{
    /// <summary>The longest name, in characters.</summary>
    public const int Longest = 128;

    /// <summary>True for a valid name.</summary>
    public static bool IsValid(string? name) => name is { Length: > 0 and <= Longest } && !name.Any(char.IsControl);

    /// <summary>What is wrong with a name, as one sentence; null when nothing is.</summary>
    public static string? Fault(string? name) =>
        IsValid(name) ? null : $"queue name '{ShownText.Of(name)}' is not valid: use 1 to {Longest} characters, none of them a control character";
}
