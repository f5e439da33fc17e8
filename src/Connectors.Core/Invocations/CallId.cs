using System.Diagnostics.CodeAnalysis;

namespace Connectors.Core.Invocations;

/// <summary>The identity of one invocation: 1 to 64 of <c>A-Z a-z 0-9 _ -</c>.</summary>
public readonly record struct CallId
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 64;

    private readonly string? value;

    private CallId(string value) => this.value = value;

    /// <summary>A new unguessable id: a random UUID in lower case.</summary>
    public static CallId New() => new(Guid.NewGuid().ToString("D"));

    /// <summary>Takes an id given by someone else; false when it has other characters or another length.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CallId id)
    {
        var valid = text is { Length: > 0 and <= MaxLength } && !text.AsSpan().ContainsAnyExcept(Allowed);
        id = valid ? new CallId(text!) : default;
        return valid;
    }

    /// <summary>Takes an id known to be valid.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static CallId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a call id");

    /// <summary>The id.</summary>
    public override string ToString() => value ?? "";

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
}
