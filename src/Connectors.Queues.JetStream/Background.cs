using System.Collections.Concurrent;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Broker;
using Microsoft.Extensions.Logging;

namespace Connectors.Queues.JetStream;

/// <summary>What goes on beside the callers. A fault is logged and the work begun again, until the queue is closed. Thread-safe.</summary>
internal sealed class Background(TimeProvider time, ILogger logger, CancellationToken stopping) : IAsyncDisposable
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentBag<Task> tasks = [];

    /// <summary>Work that goes on until the token fires.</summary>
    public void Run(string what, Func<CancellationToken, Task> work) => tasks.Add(Task.Run(() => LoopAsync(what, work), CancellationToken.None));

    /// <summary>Work that is done again and again.</summary>
    public void Every(string what, TimeSpan interval, Func<CancellationToken, Task> work) => Run(what, async cancellation =>
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(cancellation))
            await work(cancellation);
    });

    public async ValueTask DisposeAsync() => await Task.WhenAll(tasks);

    private async Task LoopAsync(string what, Func<CancellationToken, Task> work)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await work(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is QueueUnavailableException || BrokerFault.IsOutage(exception, stopping))
            {
                if (exception is not QueueUnavailableException { IsTold: true })
                    Log.Postponed(logger, what, exception.Message);
            }
#pragma warning disable CA1031 // A defect in one piece of background work must not end it for ever: it is logged and begun again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.BackgroundFailed(logger, what, AfterFault, exception);
            }
            await Task.Delay(AfterFault, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
