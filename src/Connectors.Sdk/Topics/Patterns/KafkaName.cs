namespace Connectors.Sdk.Topics.Patterns;

/// <summary>What a Kafka topic may be called.</summary>
internal static class KafkaName
{
    private const int MaxLength = 249;

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static string? Fault(string text) =>
        text.Length <= MaxLength && text is not ("." or "..") && !text.AsSpan().ContainsAnyExcept(Allowed)
            ? null
            : $"'{text}' is not a Kafka topic: use 1 to {MaxLength} letters, digits, '.', '_' and '-', or a regular expression beginning with '^'";
}
