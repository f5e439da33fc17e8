using k8s;
using k8s.LeaderElection;
using k8s.LeaderElection.ResourceLock;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.FaasNetes.Operating;

/// <summary>Of several processes one at a time: the one that holds the Lease <c>connectors-operator</c> of a namespace.</summary>
internal sealed class OperatorLease(IKubernetes client, string @namespace, LeaseTimes times, ILogger<OperatorLease> logger)
{
    public const string Name = "connectors-operator";

    /// <summary>Who we are among those that want it.</summary>
    public string Identity { get; } = $"{Environment.MachineName}-{Guid.NewGuid():N}";

    /// <summary>Runs <paramref name="lead"/> whenever we hold it, cancelled when we no longer do; returns when it is cancelled itself, and the lease is given back then.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            using var holding = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var leading = Task.CompletedTask;
            using (var elector = new LeaderElector(new LeaderElectionConfig(Lock()) { LeaseDuration = times.Duration, RenewDeadline = times.Renewal, RetryPeriod = times.Retry }))
            {
                elector.OnNewLeader += holder => Log.LeaderIs(logger, holder == Identity ? $"{holder}, this process" : holder);
                elector.OnError += fault => Log.LeaseUnreached(logger, $"{@namespace}/{Name}", fault.Message);
                elector.OnStartedLeading += () => leading = Task.Run(() => LeadAsync(lead, holding), CancellationToken.None);
                await elector.RunUntilLeadershipLostAsync(holding.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            await holding.CancelAsync();
            await leading;
        }
        await GiveBackAsync();
    }

    // Whoever holds the lease and does not work would keep all others from it.
    private async Task LeadAsync(Func<CancellationToken, Task> lead, CancellationTokenSource holding)
    {
        try
        {
            await lead(holding.Token);
        }
        catch (OperationCanceledException) when (holding.IsCancellationRequested)
        {
            // No longer ours.
        }
        catch (Exception fault)
        {
            Log.OperatorBroken(logger, fault);
        }
        await holding.CancelAsync();
    }

    // Whoever waits for it need not wait until it runs out.
    private async Task GiveBackAsync()
    {
        using var late = new CancellationTokenSource(times.Retry);
        try
        {
            var mine = Lock();
            var held = await mine.GetAsync(late.Token);
            if (held.HolderIdentity != Identity)
                return;
            held.HolderIdentity = "";
            await mine.UpdateAsync(held, late.Token);
        }
        catch (Exception away) when (away is HttpRequestException or k8s.Autorest.HttpOperationException or OperationCanceledException)
        {
            // It runs out by itself.
            Log.LeaseUnreached(logger, $"{@namespace}/{Name}", away.Message);
        }
    }

    private LeaseLock Lock() => new(client, @namespace, Name, Identity);
}

/// <summary>How a lease is kept.</summary>
/// <param name="Duration">It is anybody's when it was not renewed for so long.</param>
/// <param name="Renewal">Who cannot renew it for so long stops; less than <paramref name="Duration"/>.</param>
/// <param name="Retry">The pause between tries to get or renew it.</param>
internal sealed record LeaseTimes(TimeSpan Duration, TimeSpan Renewal, TimeSpan Retry)
{
    public static LeaseTimes Usual { get; } = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2));
}
