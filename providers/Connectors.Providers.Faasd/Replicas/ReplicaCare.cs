using System.Globalization;
using Connectors.Core.Changes;
using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Deployments;
using Connectors.Providers.Faasd.Usage;
using Connectors.Providers.Local.Catalogue;

namespace Connectors.Providers.Faasd.Replicas;

/// <summary>Looks after one container that was started: whether it is ready, rests, or has ended. For one caller.</summary>
/// <param name="function">What it runs.</param>
/// <param name="name">Whose.</param>
/// <param name="run">The container.</param>
/// <param name="surroundings">What all share.</param>
/// <param name="hints">Fires when something may have changed.</param>
/// <param name="isToRest">What is wanted of it now.</param>
/// <param name="show">Told whether it is ready: null, or why not.</param>
internal sealed class ReplicaCare(
    StoredFunction function, ReplicaName name, ReplicaRun run, ReplicaSurroundings surroundings, ChangeSignal hints, Func<bool> isToRest, Action<ReplicaRun, string?> show)
{
    private const int Killed = 128 + 9;
    private const int FailuresInARow = 3;
    private static readonly TimeSpan FirstPeriod = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestFirst = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterOutage = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(1);

    private readonly ContainerSpace space = surroundings.Space(function.Name);
    private readonly string path = ProbePaths.Of(function.Deployment);
    private bool isReady = run.IsReady;
    private bool isPaused = run.IsPaused;
    private int failures;
    private TimeSpan period = FirstPeriod;
    // What had been heard when its process was looked at last.
    private long looked = -1;

    /// <summary>Returns when it has ended, with how, in words for a caller.</summary>
    public async Task<string> UntilEndAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = hints.Version;
            if (isPaused && !isToRest())
                await ResumeAsync(cancellationToken);
            if (looked != seen && await EndAsync(seen, cancellationToken) is { } end)
                return end;
            if (isToRest())
                await RestAsync(seen, cancellationToken);
            else if (!isPaused)
            {
                await ProbeAsync(cancellationToken);
                await WaitAsync(seen, isReady ? Period : period, cancellationToken);
            }
        }
    }

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var fault = await surroundings.Probe.FaultAsync(run.Address, path, cancellationToken);
        if (fault is null)
        {
            (isReady, failures, period) = (true, 0, FirstPeriod);
            show(run, null);
            return;
        }
        period = TimeSpan.FromTicks(Math.Min(period.Ticks * 3 / 2, LongestFirst.Ticks));
        if (isReady)
            looked = -1;
        // One that was ready may be too busy to answer once.
        if (isReady && ++failures < FailuresInARow)
            return;
        isReady = false;
        show(run, fault);
    }

    private async Task RestAsync(long seen, CancellationToken cancellationToken)
    {
        if (!isPaused)
        {
            await DrainAsync(seen, cancellationToken);
            if (!isToRest() || !await TryAsync(() => space.Tasks.PauseAsync(name.Id, cancellationToken), cancellationToken))
                return;
            isPaused = true;
            Log.ReplicaRests(surroundings.Logger, name.Id, function.Name);
        }
        await WaitAsync(seen, LongestRest, cancellationToken);
        looked = -1;
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (!await TryAsync(() => space.Tasks.ResumeAsync(name.Id, cancellationToken), cancellationToken))
            return;
        isPaused = false;
        // It is what it was; whether it still is the next probe tells.
        isReady = true;
        show(run, null);
    }

    // Who is frozen with a call leaves its caller waiting.
    private async Task DrainAsync(long seen, CancellationToken cancellationToken)
    {
        // Who is called meanwhile need not wait for the end of it.
        await WaitAsync(seen, surroundings.Settings.DrainDelay, cancellationToken);
        var begun = surroundings.Time.GetTimestamp();
        while (isToRest() && surroundings.Time.GetElapsedTime(begun) < LongestCall && await surroundings.Probe.InFlightAsync(run.Address, cancellationToken) > 0)
            await Task.Delay(LongestFirst, surroundings.Time, cancellationToken);
    }

    private async Task<string?> EndAsync(long seen, CancellationToken cancellationToken)
    {
        try
        {
            if (await space.Tasks.FindAsync(name.Id, cancellationToken) is not { } state)
                return "its container was removed from outside, or who watched it was killed";
            if (state.Phase != TaskPhase.Exited)
            {
                looked = seen;
                return null;
            }
            var kills = surroundings.Cgroups is { } cgroups ? OutOfMemoryCount.Of(cgroups, name.Cgroup) : null;
            return Sentence(await space.Tasks.WaitAsync(name.Id, cancellationToken), kills > 0);
        }
        catch (ContainerdException away) when (away.IsPassing || away.Status == Grpc.Core.StatusCode.Unknown)
        {
            // It goes on without containerd; what becomes of it is told when that is back.
            return null;
        }
    }

    private string Sentence(TaskEnd? end, bool wasOutOfMemory) =>
        end is null ? "it has ended"
        : wasOutOfMemory && end.ExitCode == Killed
            ? $"it was killed because it wanted more memory than limits.memory allows ({function.Deployment.Limits?.Memory ?? "none"}); raise the limit"
        : end.ExitCode > 128 ? string.Create(CultureInfo.InvariantCulture, $"it was ended by signal {end.ExitCode - 128}")
        : string.Create(CultureInfo.InvariantCulture, $"it exited with {end.ExitCode}");

    /// <summary>False when containerd did not do it; whoever asks tries again a little later.</summary>
    private async Task<bool> TryAsync(Func<Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await act();
            return true;
        }
        catch (ContainerdException refusal) when (!refusal.IsMissing)
        {
            // It is away, or the process has ended or changed its state in this moment, which the next look tells.
            await Task.Delay(AfterOutage, surroundings.Time, cancellationToken);
            isPaused = await PausedAsync(cancellationToken) ?? isPaused;
            return false;
        }
    }

    private async Task<bool?> PausedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await space.Tasks.FindAsync(name.Id, cancellationToken))?.Phase == TaskPhase.Paused;
        }
        catch (ContainerdException)
        {
            return null;
        }
    }

    private async Task WaitAsync(long seen, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(hints.WaitAsync(seen, round.Token), Task.Delay(longest, surroundings.Time, round.Token));
        await round.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
