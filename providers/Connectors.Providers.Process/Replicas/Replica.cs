using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Logs;
using Connectors.Providers.Local.Supervision;
using Connectors.Watchdog;

namespace Connectors.Providers.Process.Replicas;

/// <summary>One replica: a watchdog in directories of its own, from its first try to start until nothing of it is left.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Ended by StopAsync, which disposes of all.")]
internal sealed class Replica(StoredFunction function, string id, FunctionLog log, ReplicaSurroundings surroundings, Action changed) : IReplica
{
    private readonly CancellationTokenSource starting = new();
    private readonly ReplicaPlace place = surroundings.Place(function.Name, id);
    private readonly string mark = ReplicaMark.Of(surroundings.DataId, function.Name, id);
    private Task start = Task.CompletedTask;
    private TimeSpan writeTimeout;
    private volatile WatchdogServer? watchdog;
    private volatile string reason = "starting";

    public string Id => id;

    public long Revision => function.Revision;

    public Uri? ReadyAddress => watchdog is { IsReady: true } running ? running.Address : null;

    public string NotReadyReason => watchdog is { } running ? running.NotReadyReason ?? "starting" : reason;

    public IReadOnlyCollection<int> ProcessIds => watchdog?.ProcessIds ?? [];

    public void Start() => start = Task.Run(StartAsync);

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
            Log.SecretNotGiven(surroundings.Logger, name, id, function.Name, cause);
        }
    }

    public async Task StopAsync(TimeSpan delay, bool sweep)
    {
        try
        {
            await starting.CancelAsync();
            await start;
            if (watchdog is { } running)
                await DrainAsync(running, delay, surroundings.Departures.Hurry);
            if (sweep)
                await surroundings.Processes.KillAsync(mark, CancellationToken.None);
            RemovePlace();
            Log.ReplicaStopped(surroundings.Logger, id, function.Name);
        }
        catch (Exception cause)
        {
            Log.ReplicaStopFailed(surroundings.Logger, id, function.Name, cause);
        }
        finally
        {
            starting.Dispose();
        }
    }

    private async Task StartAsync()
    {
        var wait = surroundings.Settings.RestartMinWait;
        var remark = Remark;
        while (!starting.IsCancellationRequested)
        {
            try
            {
                watchdog = await LaunchAsync(remark);
                Log.ReplicaStarted(surroundings.Logger, id, function.Name, watchdog.Address);
                return;
            }
            catch (OperationCanceledException) when (starting.IsCancellationRequested)
            {
                return;
            }
            catch (Exception cause)
            {
                Fail(cause.Message, wait);
            }
            finally
            {
                changed();
            }
            remark = static _ => { };
            await Task.Delay(wait, surroundings.Time, starting.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, surroundings.Settings.RestartMaxWait.Ticks));
        }
    }

    private Task<WatchdogServer> LaunchAsync(Action<string> remark)
    {
        place.Create();
        foreach (var secret in function.Deployment.Secrets ?? [])
            place.RefreshSecret(secret, () => surroundings.Secrets.Read(function.Name.Namespace, secret));
        var options = ReplicaOptions.Build(function.Deployment, place, mark, surroundings.SearchPath, remark);
        writeTimeout = options.WriteTimeout;
        return WatchdogServer.StartAsync(options, line => log.Write(id, line), changed, surroundings.Time, starting.Token);
    }

    private void Remark(string text) => log.Write(id, text);

    private void Fail(string cause, TimeSpan wait)
    {
        reason = cause;
        log.Write(id, $"not started: {cause}");
        Log.ReplicaFailed(surroundings.Logger, id, function.Name, cause.TrimEnd('.'), wait);
    }

    private async Task DrainAsync(WatchdogServer running, TimeSpan delay, CancellationToken hurry)
    {
        await Task.Delay(delay, surroundings.Time, hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await using (running)
        {
            // Disposing ends the drain at once when there is no more time for it.
            await running.StopAsync(writeTimeout).WaitAsync(hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void RemovePlace()
    {
        try
        {
            place.Remove();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            Log.ScratchLeft(surroundings.Logger, place.Home, cause);
        }
    }
}
