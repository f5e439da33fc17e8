namespace Connectors.Providers.Faasd.Registries;

/// <summary>A registry did not give what it was asked for; the message names it and says what to do.</summary>
internal sealed class RegistryException(RegistryFault fault, string message, Exception? cause = null) : Exception(message, cause)
{
    public RegistryFault Fault { get; } = fault;

    /// <summary>How long it asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>What is wrong with an answer.</summary>
internal enum RegistryFault
{
    /// <summary>It does not answer, or asks to come again later: the same may be tried again.</summary>
    Away,

    /// <summary>There is no such image, or none that may be seen.</summary>
    Missing,

    /// <summary>It wants credentials, or other ones.</summary>
    Denied,

    /// <summary>What it says cannot be, or is more than is wanted.</summary>
    Invalid,
}
