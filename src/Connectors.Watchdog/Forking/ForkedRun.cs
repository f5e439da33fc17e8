using System.IO.Pipes;
using Connectors.Watchdog.Processes;
using Connectors.Watchdog.Serving;

namespace Connectors.Watchdog.Forking;

/// <summary>
/// One run of the program for one request: its process group and our ends of its pipes. <see cref="Stop"/> is thread-safe.
/// </summary>
/// <remarks>
/// A run ends when its leader has ended and its output is read. Who is left in the group a second later is killed. A descendant that
/// left the group and holds the output open is not waited for once the output pauses for a second.
/// </remarks>
internal sealed class ForkedRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource lastCall = new(), abandoned = new();
    private readonly CancellationTokenSource leaderGone = new(), restUnwanted = new();
    private readonly ProcessGroup group;
    private readonly TimeProvider time;
    private volatile bool hasAllInput;
    private int stopped;
    private long reads;
    private int waiting;

    private ForkedRun(ProcessGroup group, PipePair? input, PipePair output, PipePair? error, TimeProvider time)
    {
        (this.group, this.time) = (group, time);
        hasAllInput = input is null;
        Input = input is null ? Stream.Null : new AnonymousPipeClientStream(PipeDirection.Out, input.WriteEnd);
        Output = new AnonymousPipeClientStream(PipeDirection.In, output.ReadEnd);
        Error = error is null ? null : new AnonymousPipeClientStream(PipeDirection.In, error.ReadEnd);
    }

    public int Pid => group.Pid;

    /// <summary>The program's standard input; dispose it to end it.</summary>
    public Stream Input { get; }

    /// <summary>The program's standard output, read through <see cref="ReadAsync"/>.</summary>
    public Stream Output { get; }

    /// <summary>The program's standard error; null when it goes where the output goes.</summary>
    public Stream? Error { get; }

    /// <summary>Why it was stopped; the first reason counts.</summary>
    public StopReason Stopped => (StopReason)Volatile.Read(ref stopped);

    /// <summary>Fires when the leader has ended: nobody is left to give input to.</summary>
    public CancellationToken LeaderGone => leaderGone.Token;

    /// <summary>Fires when the run was stopped and has ended: its output matters no more.</summary>
    public CancellationToken Abandoned => abandoned.Token;

    /// <summary>Fires when the run was stopped in a way that leaves no time for the rest of the request's body.</summary>
    public CancellationToken RestUnwanted => restUnwanted.Token;

    /// <summary>Whether all input has been given, or is not wanted any more.</summary>
    public bool HasAllInput => hasAllInput;

    /// <summary>Starts the program.</summary>
    /// <param name="launch">The program.</param>
    /// <param name="environment">Its environment.</param>
    /// <param name="hasInput">Whether there is anything to read for it.</param>
    /// <param name="mergeError">Standard error goes where the output goes.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SpawnException">The system refused.</exception>
    public static ForkedRun Start(ProgramLaunch launch, StringBlock environment, bool hasInput, bool mergeError, TimeProvider time)
    {
        PipePair? input = hasInput ? PipePair.Create() : null, output = null, error = null;
        try
        {
            output = PipePair.Create();
            error = mergeError ? null : PipePair.Create();
            var group = launch.Start(environment, input?.ReadEnd, output.WriteEnd, (error ?? output).WriteEnd);
            input?.ReadEnd.Dispose();
            output.WriteEnd.Dispose();
            error?.WriteEnd.Dispose();
            return new ForkedRun(group, input, output, error, time);
        }
        catch
        {
            input?.Dispose();
            output?.Dispose();
            error?.Dispose();
            throw;
        }
    }

    /// <summary>Kills the whole process group.</summary>
    public void Stop(StopReason reason)
    {
        Interlocked.CompareExchange(ref stopped, (int)reason, (int)StopReason.None);
        group.Signal(LibC.Kill);
        if (reason is StopReason.WriteTimeout or StopReason.CallerGone or StopReason.Stopping or StopReason.Failed)
            restUnwanted.Cancel();
        if (!group.IsReaped)
            return;
        lastCall.Cancel();
        abandoned.Cancel();
    }

    /// <summary>Ends the program's standard input.</summary>
    public async ValueTask EndInputAsync()
    {
        await Input.DisposeAsync();
        hasAllInput = true;
    }

    /// <summary>Reads <see cref="Output"/> or <see cref="Error"/>; 0 at the end and when the rest is not waited for.</summary>
    public async ValueTask<int> ReadAsync(Stream stream, Memory<byte> buffer)
    {
        Interlocked.Increment(ref waiting);
        try
        {
            return await stream.ReadAsync(buffer, lastCall.Token);
        }
        catch (OperationCanceledException) when (lastCall.IsCancellationRequested)
        {
            return 0;
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
            Interlocked.Increment(ref reads);
        }
    }

    /// <summary>Waits for the end of the run: leader ended, output read, nobody left, leader collected.</summary>
    /// <param name="reading">The work that reads all output through <see cref="ReadAsync"/>.</param>
    public async Task<ExitStatus> EndAsync(Task reading)
    {
        await group.Exited;
        TellLeaderGone();
        if (Stopped is StopReason.None)
            await WaitShortlyAsync(reading);
        var status = group.Reap();
        if (Stopped is not StopReason.None)
        {
            await lastCall.CancelAsync();
            await abandoned.CancelAsync();
        }
        while (!reading.IsCompleted)
        {
            var before = Interlocked.Read(ref reads);
            await WaitShortlyAsync(reading);
            if (Volatile.Read(ref waiting) > 0 && Interlocked.Read(ref reads) == before)
                await lastCall.CancelAsync();
        }
        await reading;
        return status;
    }

    // Here rather than on another thread: those who listen have little to do.
    private void TellLeaderGone() => leaderGone.Cancel();

    // How the reading ended is for the one who awaits it last.
    private async Task WaitShortlyAsync(Task reading) =>
        await reading.WaitAsync(Patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Kills what still runs and closes the pipes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!group.IsReaped)
        {
            group.Signal(LibC.Kill);
            await group.Exited;
            group.Reap();
        }
        await Input.DisposeAsync();
        await Output.DisposeAsync();
        if (Error is not null)
            await Error.DisposeAsync();
        lastCall.Dispose();
        abandoned.Dispose();
        leaderGone.Dispose();
        restUnwanted.Dispose();
    }
}
