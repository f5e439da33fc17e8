using Connectors.Sdk.Patience;
using Connectors.Sdk.Topics;
using Microsoft.Extensions.Logging;

namespace Connectors.Sdk.Hosting;

/// <summary>A connector with its context, kept running.</summary>
internal sealed class HostedConnector(
    IConnector connector, ConnectorTopics topics, ConnectorContext context, GrowingPause pause, TimeProvider time, ILogger logger)
{
    /// <summary>The fault that a breakdown leaves, until the connector has run for a while.</summary>
    public const string BreakdownSubject = "connector";

    /// <summary>How long it waits after its first breakdown, at most.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>How long it waits after any breakdown, at most.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // Less than this is not a recovery: the next breakdown waits longer still.
    private static readonly TimeSpan Recovered = TimeSpan.FromSeconds(30);

    private volatile ConnectorState state;
    private int restarts;

    public IConnector Connector => connector;

    public ConnectorTopics Topics => topics;

    public ConnectorContext Context => context;

    public ConnectorState State => state;

    public int Restarts => restarts;

    /// <summary>Runs until cancelled, and after every breakdown again. Throws nothing.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await RunOnceAsync(cancellationToken) is not { } breakdown)
                break;
            var wait = pause.Next();
            state = ConnectorState.Restarting;
            context.Faults.Set(BreakdownSubject, $"broke down and is started again: {breakdown.Message}");
            Log.ConnectorFaulted(logger, breakdown, connector.Name, wait);
            if (!await WaitedAsync(wait, cancellationToken))
                break;
            restarts++;
            context.Statistics.CountRestart();
        }
        state = ConnectorState.Stopped;
    }

    /// <returns>Why it broke down; null when it stopped as told.</returns>
    private async Task<Exception?> RunOnceAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        state = ConnectorState.Running;
        Log.ConnectorStarted(logger, connector.Name);
        var recovery = RecoverAsync(ended.Token);
        try
        {
            // Not on our thread: a connector that blocks before its first await must not hold up the others.
            await Task.Run(() => connector.RunAsync(context, cancellationToken), CancellationToken.None);
            if (connector is IHttpConnector)
                await WaitedAsync(Timeout.InfiniteTimeSpan, cancellationToken); // its routes serve on
            return cancellationToken.IsCancellationRequested
                ? null
                : new InvalidOperationException("It returned although nobody told it to stop.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            Log.ConnectorFaultedStopping(logger, e, connector.Name);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
        finally
        {
            await ended.CancelAsync();
            await recovery;
        }
    }

    private async Task RecoverAsync(CancellationToken ended)
    {
        if (!await WaitedAsync(Recovered, ended))
            return;
        pause.Reset();
        context.Faults.Clear(BreakdownSubject);
    }

    private async Task<bool> WaitedAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }
}
