using System.Collections.Concurrent;

namespace Connectors.Providers.Local.Supervision;

/// <summary>Replicas that are on their way out, so that the hub does not end before them.</summary>
internal sealed class Departures : IDisposable
{
    private readonly ConcurrentDictionary<Task, bool> leaving = new();
    private readonly CancellationTokenSource hurry = new();

    /// <summary>Fires when patience has ended: what still runs is killed.</summary>
    public CancellationToken Hurry => hurry.Token;

    public void Track(Task departure)
    {
        leaving.TryAdd(departure, true);
        _ = ForgetAsync(departure);
    }

    /// <summary>Completes when all have left, at the latest soon after the grace or the token has ended.</summary>
    public async Task AllAsync(TimeSpan grace, TimeProvider time, CancellationToken cancellationToken)
    {
        var all = Task.WhenAll(leaving.Keys);
        try
        {
            await all.WaitAsync(grace, time, cancellationToken);
        }
        catch (Exception ended) when (ended is TimeoutException or OperationCanceledException)
        {
            await hurry.CancelAsync();
            await all;
        }
    }

    public void Dispose() => hurry.Dispose();

    private async Task ForgetAsync(Task departure)
    {
        await departure.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        leaving.TryRemove(departure, out _);
    }
}
