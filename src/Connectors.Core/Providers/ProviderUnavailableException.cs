namespace Connectors.Core.Providers;

/// <summary>The provider, or what it needs, gave no answer that can be used; the message names it and says why. The same may be tried again later.</summary>
public sealed class ProviderUnavailableException : Exception
{
    /// <summary>With a sentence that names the provider.</summary>
    public ProviderUnavailableException(string message, Exception? cause = null) : base(message, cause)
    {
    }

    /// <summary>It was reached and took too long, so that what was asked may have happened all the same.</summary>
    public bool IsTimeout { get; init; }

    /// <summary>
    /// The provider is in this process, and what it needs of the machine is away: callers are told 503 and when to ask again. Null: it is elsewhere, and they
    /// are told 502 or 504.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }
}
