using System.Collections.Concurrent;
using Connectors.Core.Queues;
using Microsoft.Extensions.Logging;

namespace Connectors.Queues.Sqlite.Sweeping;

/// <summary>Work that waits for its time beside the callers, is tried again while the store is unavailable, and ends with the store.</summary>
internal sealed class Background(TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<Task, bool> running = new();
    private readonly CancellationTokenSource stopping = new();

    public CancellationToken Stopping => stopping.Token;

    /// <summary>Does the work once, after a delay.</summary>
    public void Run(string name, TimeSpan delay, Func<Task> work)
    {
        var task = RunAsync(name, delay, work);
        running.TryAdd(task, true);
        _ = task.ContinueWith(done => running.TryRemove(done, out _), TaskScheduler.Default);
    }

    /// <summary>Ends all work that waits; what is being written is written.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running.Keys);
    }

    private async Task RunAsync(string name, TimeSpan delay, Func<Task> work)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(delay, time, stopping.Token);
                await work();
                return;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (QueueUnavailableException exception)
            {
                Log.Postponed(logger, name, exception);
                delay = Pause;
            }
            catch (Exception exception)
            {
                Log.BackgroundFailed(logger, name, exception);
                delay = LongPause;
            }
        }
    }
}
