using Microsoft.Extensions.Logging;

namespace Connectors.Worker.Leasing;

/// <summary>
/// Takes leases as long as there are free places and runs each as a task of its own. <c>lease</c> is asked for at most the number of
/// free places; <c>run</c> owns its lease and gets the token that fires when the worker may wait no longer.
/// </summary>
internal sealed class LeaseLoop<TLease>(
    string what,
    int places,
    Func<int, CancellationToken, ValueTask<IReadOnlyList<TLease>>> lease,
    Func<TLease, CancellationToken, Task> run,
    QueuePatience patience,
    TimeProvider time,
    ILogger logger) : IDisposable
    where TLease : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim free = new(places, places);

    /// <summary>Leases until <paramref name="stop"/> fires, then returns as soon as everything that runs has ended.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await LeaseOnceAsync(stop, abort);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // Whatever a queue throws against its promise must not end the worker: it is logged and leasing goes on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                logger.LeasingFailed(exception, what);
                await Task.Delay(PauseAfterFault, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        for (var ended = 0; ended < places; ended++)
            await free.WaitAsync(CancellationToken.None);
        free.Release(places);
    }

    public void Dispose() => free.Dispose();

    private async Task LeaseOnceAsync(CancellationToken stop, CancellationToken abort)
    {
        await free.WaitAsync(stop);
        var taken = 1;
        try
        {
            while (taken < places && free.Wait(0, CancellationToken.None))
                taken++;
            var leases = await patience.TryUntilAsync(what, cancellation => lease(taken, cancellation), stop);
            foreach (var one in leases)
            {
                taken--;
                _ = RunAsync(one, abort);
            }
        }
        finally
        {
            if (taken > 0)
                free.Release(taken);
        }
    }

    private async Task RunAsync(TLease one, CancellationToken abort)
    {
        // The loop goes on at once, whatever a run does before its first await.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await using (one)
                await run(one, abort);
        }
#pragma warning disable CA1031 // A run that throws is a defect; it is logged, its lease runs out, and the others go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.RunFailed(exception, what);
        }
        finally
        {
            free.Release();
        }
    }
}
