using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Gateway.Scaling.ColdStarts;

/// <summary>
/// One function coming up from zero, for all calls that wait for it: scaled up once, again if something takes it back to zero, and
/// given up when nobody waits any more. Thread-safe.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Cancelled when the last waiter leaves; it has no timer and nothing waits on its handle.")]
internal sealed class ColdStart(FunctionName function, IFunctionCatalogue catalogue, IFunctionResolution resolution, ReplicaChanges changes)
{
    private readonly CancellationTokenSource abandoned = new();
    private readonly Lock gate = new();
    private Task<ColdStartEnd>? running;
    private int waiters;
    private bool over;

    /// <summary>Counts a waiter; false when the last one has left already, and this cold start with him.</summary>
    public bool TryJoin()
    {
        lock (gate)
        {
            if (over)
                return false;
            waiters++;
            running ??= Task.Run(RunAsync);
            return true;
        }
    }

    /// <summary>Ends well, or with a fault; only after <see cref="TryJoin"/>.</summary>
    public Task<ColdStartEnd> End => running!;

    /// <summary>A waiter leaves; true for the last, after whom nobody can join.</summary>
    public bool Leave()
    {
        lock (gate)
        {
            if (--waiters > 0)
                return false;
            over = true;
        }
        abandoned.Cancel();
        return true;
    }

    private async Task<ColdStartEnd> RunAsync()
    {
        try
        {
            while (true)
            {
                var seen = catalogue.Changes.Version;
                if (await resolution.ResolveAsync(function, abandoned.Token) is not { } endpoints)
                    return new ColdStartEnd(null, null);
                if (endpoints.Ready.Count > 0)
                    return new ColdStartEnd(endpoints, null);
                if (endpoints.Wanted == 0 && await ScaleUpAsync() is { } fault)
                    return new ColdStartEnd(endpoints, fault);
                await catalogue.Changes.WaitAsync(seen, abandoned.Token);
            }
        }
        catch (ProviderUnavailableException away)
        {
            return new ColdStartEnd(null, away.Message);
        }
        finally
        {
            // Who comes later begins anew.
            lock (gate)
                over = true;
        }
    }

    // Read again: another gateway may have brought it further than we would.
    private async Task<string?> ScaleUpAsync() =>
        await catalogue.GetAsync(function, abandoned.Token) is { Replicas: 0 } status
            ? await changes.TryAsync(function, 0, ScalingLabels.Read(status.Labels).Floor, "a call has come", abandoned.Token)
            : null;
}

/// <summary>How a cold start ended.</summary>
/// <param name="Endpoints">Where the function answers; null when it was removed meanwhile.</param>
/// <param name="Fault">Why it cannot come up; null when it has.</param>
internal sealed record ColdStartEnd(FunctionEndpoints? Endpoints, string? Fault);
