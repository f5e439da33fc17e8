namespace Connectors.Core.Providers;

/// <summary>Whether a provider that is elsewhere answers. Thread-safe; answers from memory. A provider in this process needs none.</summary>
public interface IProviderHealth
{
    /// <summary>What is wrong, naming the provider; null when it has answered lately.</summary>
    string? Fault { get; }

    /// <summary>Since when it has not answered; null while <see cref="Fault"/> is.</summary>
    DateTimeOffset? FaultSince { get; }
}
