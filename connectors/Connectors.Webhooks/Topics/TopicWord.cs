using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Connectors.Webhooks.Topics;

/// <summary>One part of a topic that a sender names.</summary>
internal static class TopicWord
{
    private const int MaxLength = 64;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>Letters, digits, <c>_</c> and <c>-</c>, not too many.</summary>
    public static bool Is([NotNullWhen(true)] string? text) => text?.Length is > 0 and <= MaxLength && !text.AsSpan().ContainsAnyExcept(Characters);
}
