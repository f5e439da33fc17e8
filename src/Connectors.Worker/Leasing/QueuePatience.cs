using Connectors.Core.Queues;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Connectors.Worker.Leasing;

/// <summary>Goes on trying while the queue's store is away: waits grow to half a minute, with jitter, until the token fires.</summary>
internal sealed class QueuePatience(TimeProvider time, Random random, ILogger<QueuePatience> logger)
{
    private static readonly ResiliencePropertyKey<string> What = new("what");

    private readonly ResiliencePipeline pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<QueueUnavailableException>(),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(500),
            MaxDelay = TimeSpan.FromSeconds(30),
            Randomizer = random.NextDouble,
            OnRetry = arguments =>
            {
                logger.QueueUnavailable(arguments.Context.Properties.GetValue(What, ""), arguments.RetryDelay, arguments.Outcome.Exception?.Message);
                return default;
            },
        })
        .Build();

    /// <summary>Does something with the queue; what it throws beside <see cref="QueueUnavailableException"/> passes through.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask<T> TryUntilAsync<T>(string what, Func<CancellationToken, ValueTask<T>> action, CancellationToken cancellationToken)
    {
        QueueUnavailableException first;
        try
        {
            // Nearly always that is all: every call passes here twice.
            return await action(cancellationToken);
        }
        catch (QueueUnavailableException unavailable)
        {
            first = unavailable;
        }
        return await GoOnAsync(what, action, first, cancellationToken);
    }

    private async ValueTask<T> GoOnAsync<T>(
        string what, Func<CancellationToken, ValueTask<T>> action, QueueUnavailableException first, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        var tries = 0;
        try
        {
            context.Properties.Set(What, what);
            return await pipeline.ExecuteAsync(context => tries++ == 0 ? throw first : action(context.CancellationToken), context);
        }
        catch (QueueUnavailableException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
