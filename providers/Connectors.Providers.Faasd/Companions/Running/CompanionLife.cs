using System.Globalization;
using System.Net;
using Connectors.Core.Changes;
using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Logs;
using Connectors.Providers.Faasd.Watching;
using Connectors.Providers.Local.Logs;

namespace Connectors.Providers.Faasd.Companions.Running;

/// <summary>One companion: a container, made anew when it ends, from its first try to start until nothing of it is left.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Ended by StopAsync or ReleaseAsync.")]
internal sealed class CompanionLife : ITaskListener
{
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ChangeSignal hints = new();
    private readonly Companion companion;
    private readonly CompanionSurroundings surroundings;
    private readonly CompanionPlace place;
    private readonly CompanionLaunch launch;
    private readonly FunctionLog log;
    private readonly OutputTail tail;
    private volatile IPAddress? address;
    private Task life = Task.CompletedTask;

    public CompanionLife(Companion companion, CompanionSurroundings surroundings)
    {
        this.companion = companion;
        this.surroundings = surroundings;
        place = new CompanionPlace(surroundings.Folders, companion);
        launch = new CompanionLaunch(companion, place, surroundings);
        log = surroundings.OpenLog(companion);
        tail = new OutputTail(place.Output, companion.Name, log, surroundings.Logger);
    }

    public Companion Companion => companion;

    /// <summary>Where it is now; null while it does not run.</summary>
    public IPAddress? Address => address;

    /// <summary>Completes when it has begun to run for the first time.</summary>
    public Task Started => started.Task;

    /// <param name="found">Where it runs already; null: it is to be started.</param>
    /// <param name="before">What has to have started before.</param>
    public void Start(IPAddress? found, IReadOnlyList<CompanionLife> before)
    {
        surroundings.Watch.Add(companion.Name, this);
        surroundings.Tails.Add(tail);
        if (found is not null)
            Show(found);
        life = Task.Run(() => LiveAsync(before));
    }

    public void Changed() => hints.Notify();

    public void OutOfMemory() => Tell("out of memory: the kernel ended a process of it; raise its limit of memory in the compose file");

    /// <summary>Ends it and removes everything but its log and its volumes.</summary>
    /// <param name="grace">How long it may take to end after SIGTERM.</param>
    /// <param name="hurry">Fires when it must end at once.</param>
    public async Task StopAsync(TimeSpan grace, CancellationToken hurry)
    {
        await EndLifeAsync();
        await CompanionRemoval.RemoveAsync(companion, launch, surroundings, grace, hurry);
        surroundings.Tails.Remove(tail);
        log.Dispose();
        surroundings.Names.Remove(companion.Name);
        try
        {
            place.Output.Remove();
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            Log.FileLeft(surroundings.Logger, place.Output.Path, left);
        }
    }

    /// <summary>Lets go of it: it runs on, and the next hub takes it over.</summary>
    public async Task ReleaseAsync()
    {
        await EndLifeAsync();
        tail.Release();
        log.Dispose();
    }

    private async Task EndLifeAsync()
    {
        await stopping.CancelAsync();
        await life;
        surroundings.Watch.Remove(companion.Name, this);
        Hide();
    }

    private async Task LiveAsync(IReadOnlyList<CompanionLife> before)
    {
        try
        {
            // What runs already needs nobody any more.
            if (address is null)
                await AfterAsync(before);
            await RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Whoever stops it removes it.
        }
    }

    private async Task AfterAsync(IReadOnlyList<CompanionLife> before)
    {
        foreach (var other in before.Where(other => !other.Started.IsCompleted))
        {
            Log.CompanionWaits(surroundings.Logger, companion.Name, other.Companion.Name);
            await other.Started.WaitAsync(stopping.Token);
        }
    }

    private async Task RunAsync()
    {
        var (shortest, longest) = (surroundings.Settings.RestartMinWait, surroundings.Settings.RestartMaxWait);
        for (var wait = shortest; ; wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, longest.Ticks)))
        {
            var begun = surroundings.Time.GetTimestamp();
            var isToRestart = true;
            try
            {
                if (address is null)
                    Show(await launch.StartAsync(Tell, stopping.Token));
                var (end, reason) = await UntilEndAsync();
                isToRestart = IsToRestart(end);
                Report(reason, wait, isToRestart);
            }
            catch (Exception cause) when (!stopping.IsCancellationRequested)
            {
                Report(cause.Message.TrimEnd('.'), wait, isToRestart);
            }
            Hide();
            await ClearAsync();
            if (!isToRestart)
                return;
            // Who has run for long begins anew with patience.
            if (surroundings.Time.GetElapsedTime(begun) > longest)
                wait = shortest;
            await Task.Delay(wait, surroundings.Time, stopping.Token);
        }
    }

    private bool IsToRestart(TaskEnd? end) =>
        companion.Restart == CompanionRestart.Always || (companion.Restart == CompanionRestart.OnFailure && end is not { ExitCode: 0 });

    private async Task<(TaskEnd? End, string Reason)> UntilEndAsync()
    {
        while (true)
        {
            var seen = hints.Version;
            try
            {
                if (await surroundings.Space.Tasks.FindAsync(companion.Name, stopping.Token) is not { } state)
                    return (null, "its container was removed from outside, or who watched it was killed");
                if (state.Phase == TaskPhase.Exited)
                    return Ended(await surroundings.Space.Tasks.WaitAsync(companion.Name, stopping.Token));
            }
            catch (ContainerdException away) when (away.IsPassing || away.Status == Grpc.Core.StatusCode.Unknown)
            {
                // It goes on without containerd; what becomes of it is told when that is back.
            }
            await hints.WaitAsync(seen, stopping.Token);
        }
    }

    private static (TaskEnd?, string) Ended(TaskEnd? end) => (end, end switch
    {
        null => "it has ended",
        { ExitCode: > 128 } => string.Create(CultureInfo.InvariantCulture, $"it was ended by signal {end.ExitCode - 128}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"it exited with {end.ExitCode}"),
    });

    private void Show(IPAddress where)
    {
        address = where;
        surroundings.Names.Set(companion.Name, [where]);
        started.TrySetResult();
        Log.CompanionRuns(surroundings.Logger, companion.Name, where);
    }

    // Its name stays known, so that nobody else is asked for it.
    private void Hide()
    {
        address = null;
        surroundings.Names.Set(companion.Name, []);
    }

    private void Report(string reason, TimeSpan wait, bool isToRestart)
    {
        Tell($"not running: {reason}");
        if (isToRestart)
            Log.CompanionFailed(surroundings.Logger, companion.Name, reason, wait);
        else
            Log.CompanionEnded(surroundings.Logger, companion.Name, reason);
    }

    private void Tell(string line) => log.Write(companion.Name, line);

    // The next try begins with an empty place; one that cannot be emptied says why when it fails.
    private async Task ClearAsync()
    {
        try
        {
            await launch.RemoveAsync(stopping.Token);
        }
        catch (Exception cause) when (!stopping.IsCancellationRequested)
        {
            Log.RemovalPutOff(surroundings.Logger, companion.Name, surroundings.Settings.RestartMinWait, cause);
        }
    }
}
