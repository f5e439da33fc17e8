using Connectors.Core.Changes;
using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Logs;
using Connectors.Providers.Faasd.Networks;
using Connectors.Providers.Faasd.Watching;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Logs;
using Connectors.Providers.Local.Supervision;

namespace Connectors.Providers.Faasd.Replicas;

/// <summary>One replica: a container, made anew when it ends, from its first try to start until nothing of it is left.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Ended by StopAsync or ReleaseAsync.")]
internal sealed class ContainerReplica : ILastingReplica, ITaskListener
{
    private static readonly TimeSpan RemovalRetry = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly ChangeSignal hints = new();
    private readonly StoredFunction function;
    private readonly ReplicaSurroundings surroundings;
    private readonly Action changed;
    private readonly FunctionLog log;
    private readonly ReplicaName name;
    private readonly ReplicaPlace place;
    private readonly ReplicaLaunch launch;
    private readonly OutputTail tail;
    private readonly ReplicaRun? found;
    private Task life = Task.CompletedTask;
    private volatile Uri? ready;
    private volatile string reason = "starting";
    private volatile bool isResting;

    public ContainerReplica(StoredFunction function, string id, ReplicaRun? found, ReplicaSurroundings surroundings, Action changed)
    {
        this.function = function;
        this.surroundings = surroundings;
        this.changed = changed;
        this.found = found;
        log = surroundings.LogOf(function.Name);
        name = ReplicaName.Of(function.Name, id);
        place = surroundings.Place(name);
        launch = new ReplicaLaunch(function, name, place, surroundings);
        tail = new OutputTail(place.Output, id, log, surroundings.Logger);
        isResting = found is { IsPaused: true };
        ready = found is { IsReady: true } ? ReplicaProbe.AddressOf(found.Address) : null;
    }

    public string Id => name.Id;

    public long Revision => function.Revision;

    public Uri? ReadyAddress => ready;

    public string NotReadyReason => reason;

    public bool IsResting => isResting;

    /// <summary>Its control group.</summary>
    public string Cgroup => name.Cgroup;

    public void Start()
    {
        surroundings.Watch.Of(name.Namespace).Add(name.Id, this);
        surroundings.Tails.Add(tail);
        life = Task.Run(LiveAsync);
    }

    public void Rest()
    {
        if (isResting)
            return;
        lock (gate)
        {
            isResting = true;
            ready = null;
        }
        hints.Notify();
    }

    public void Wake()
    {
        if (!isResting)
            return;
        isResting = false;
        hints.Notify();
    }

    public void Changed() => hints.Notify();

    public void OutOfMemory()
    {
        log.Write(name.Id, "out of memory: the kernel ended a process of this replica; raise limits.memory");
        Log.OutOfMemory(surroundings.Logger, name.Id, function.Name);
    }

    public void RefreshSecret(string name)
    {
        if (function.Deployment.Secrets?.Contains(name) != true)
            return;
        try
        {
            place.RefreshSecret(name, () => surroundings.Secrets.Read(function.Name.Namespace, name));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            Log.SecretNotGiven(surroundings.Logger, name, Id, function.Name, cause);
        }
    }

    public async Task StopAsync(TimeSpan delay, bool sweep)
    {
        var served = ready is not null;
        await EndLifeAsync();
        if (served)
            await Task.Delay(delay, surroundings.Time, surroundings.Departures.Hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await RemoveAsync();
        surroundings.Tails.Remove(tail);
        try
        {
            place.Output.Remove();
            Log.ReplicaGone(surroundings.Logger, name.Id, function.Name);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            Log.FileLeft(surroundings.Logger, place.Output.Path, left);
        }
    }

    public Task ReleaseAsync() => EndLifeAsync();

    private async Task EndLifeAsync()
    {
        await stopping.CancelAsync();
        await life;
        surroundings.Watch.Of(name.Namespace).Remove(name.Id, this);
        ready = null;
    }

    private async Task LiveAsync()
    {
        var (wait, run) = (surroundings.Settings.RestartMinWait, found);
        while (!stopping.IsCancellationRequested)
        {
            var begun = surroundings.Time.GetTimestamp();
            try
            {
                run ??= await launch.StartAsync(line => log.Write(name.Id, line), stopping.Token);
                var care = new ReplicaCare(function, name, run, surroundings, hints, () => isResting, Show);
                Fail(await care.UntilEndAsync(stopping.Token), wait);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception cause)
            {
                Fail(cause.Message, wait);
            }
            run = null;
            await ClearAsync();
            // Who has run for long begins anew with patience.
            var ranLong = surroundings.Time.GetElapsedTime(begun) > surroundings.Settings.RestartMaxWait;
            if (ranLong)
                wait = surroundings.Settings.RestartMinWait;
            await Task.Delay(wait, surroundings.Time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, surroundings.Settings.RestartMaxWait.Ticks));
        }
    }

    // Null: it is ready. Who rests never shows itself as ready.
    private void Show(ReplicaRun run, string? fault)
    {
        Uri? now;
        lock (gate)
        {
            now = fault is null && !isResting ? ReplicaProbe.AddressOf(run.Address) : null;
            if (fault is not null)
                reason = fault;
            if (now == ready)
                return;
            ready = now;
        }
        if (now is not null)
            Log.ReplicaReady(surroundings.Logger, name.Id, function.Name, now);
        changed();
    }

    private void Fail(string cause, TimeSpan wait)
    {
        reason = cause;
        // One that ends while it rests has nothing left to rest.
        isResting = false;
        ready = null;
        log.Write(name.Id, $"not running: {cause}");
        Log.ReplicaFailed(surroundings.Logger, name.Id, function.Name, cause.TrimEnd('.'), wait);
        changed();
    }

    // The next try begins with an empty place; one that cannot be emptied says why when it fails.
    private async Task ClearAsync()
    {
        try
        {
            await launch.RemoveAsync(TimeSpan.Zero, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Whoever stops it removes it.
        }
        catch (Exception cause) when (cause is ContainerdException or NetworkException or IOException or UnauthorizedAccessException)
        {
            Log.RemovalPutOff(surroundings.Logger, name.Id, surroundings.Settings.RestartMinWait, cause);
        }
    }

    // containerd may be away for a while; whoever is in a hurry leaves the rest to the next start.
    private async Task RemoveAsync()
    {
        var hurry = surroundings.Departures.Hurry;
        var grace = surroundings.Settings.StopGrace;
        while (true)
        {
            try
            {
                await launch.RemoveAsync(hurry.IsCancellationRequested ? TimeSpan.Zero : grace, hurry.IsCancellationRequested ? CancellationToken.None : hurry);
                return;
            }
            catch (OperationCanceledException) when (hurry.IsCancellationRequested)
            {
                // Once more, without patience.
            }
            catch (Exception cause) when (!hurry.IsCancellationRequested)
            {
                Log.RemovalPutOff(surroundings.Logger, name.Id, RemovalRetry, cause);
                await Task.Delay(RemovalRetry, surroundings.Time, hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception cause)
            {
                Log.RemovalFailed(surroundings.Logger, name.Id, cause);
                return;
            }
        }
    }
}
