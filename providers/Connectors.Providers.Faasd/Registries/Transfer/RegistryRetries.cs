using Polly;
using Polly.Retry;

namespace Connectors.Providers.Faasd.Registries.Transfer;

/// <summary>How what may pass is repeated.</summary>
internal static class RegistryRetries
{
    public static RetryStrategyOptions<T> Of<T>(RegistryOptions options, PredicateBuilder<T> when, Func<T?, Exception?, TimeSpan?> wish) => new()
    {
        MaxRetryAttempts = options.Retries,
        Delay = options.FirstDelay,
        MaxDelay = options.LongestDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = when,
        DelayGenerator = arguments =>
        {
            var asked = wish(arguments.Outcome.Result, arguments.Outcome.Exception);
            return ValueTask.FromResult(asked > options.LongestDelay ? options.LongestDelay : asked);
        },
        OnRetry = arguments =>
        {
            (arguments.Outcome.Result as IDisposable)?.Dispose();
            return ValueTask.CompletedTask;
        },
    };
}
