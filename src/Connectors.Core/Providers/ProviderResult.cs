namespace Connectors.Core.Providers;

/// <summary>How a provider answered a change.</summary>
public enum ProviderOutcome
{
    /// <summary>Taken; it may still take effect in the background.</summary>
    Accepted,

    /// <summary>There is one of that name already.</summary>
    AlreadyExists,

    /// <summary>There is none of that name.</summary>
    NotFound,

    /// <summary>The request itself is wrong; the reason says how to mend it.</summary>
    Refused,

    /// <summary>This provider cannot do that.</summary>
    Unsupported,
}

/// <summary>An expected outcome of a change, with a sentence for its user unless accepted.</summary>
public readonly record struct ProviderResult(ProviderOutcome Outcome, string? Reason = null)
{
    /// <summary>Taken.</summary>
    public static ProviderResult Accepted { get; } = new(ProviderOutcome.Accepted);

    /// <summary>There is one already.</summary>
    public static ProviderResult AlreadyExists(string what) => new(ProviderOutcome.AlreadyExists, $"{what} already exists");

    /// <summary>There is none.</summary>
    public static ProviderResult NotFound(string what) => new(ProviderOutcome.NotFound, $"{what} not found");

    /// <summary>The request is wrong.</summary>
    public static ProviderResult Refused(string reason) => new(ProviderOutcome.Refused, reason);

    /// <summary>Cannot be done here.</summary>
    public static ProviderResult Unsupported(string reason) => new(ProviderOutcome.Unsupported, reason);
}

/// <summary>Whether a write makes something new or replaces what exists.</summary>
public enum WriteMode
{
    /// <summary>Fails with <see cref="ProviderOutcome.AlreadyExists"/> when it exists.</summary>
    Create,

    /// <summary>Fails with <see cref="ProviderOutcome.NotFound"/> when it does not.</summary>
    Update,
}
