using System.ComponentModel;
using System.Globalization;
using System.IO.Pipes;
using System.Net.Sockets;
using System.Text;
using Connectors.Watchdog.Logging;
using Connectors.Watchdog.Processes;

namespace Connectors.Watchdog.Upstreams;

/// <summary>A long-lived program, started again whenever it ends. <see cref="State"/> is thread-safe.</summary>
/// <param name="launch">The program.</param>
/// <param name="options">Its environment and address.</param>
/// <param name="log">For its output, line by line.</param>
/// <param name="changed">Called after <see cref="State"/> has changed.</param>
/// <param name="time">The clock.</param>
/// <param name="terminate">Fires when it shall end by itself, and not be started again.</param>
/// <param name="kill">Fires when it must end.</param>
internal sealed class SupervisedUpstream(
    ProgramLaunch launch, WatchdogOptions options, OutputLog log, Action changed, TimeProvider time, CancellationToken terminate, CancellationToken kill)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly BackOff backOff = new();
    private volatile string? lastLine;
    private volatile ProcessGroup? running;
    private volatile UpstreamState state = new(null, null, "the process has not been started");

    public UpstreamState State => state;

    /// <summary>Sends a signal to its group; false when it does not run.</summary>
    public bool TrySignal(int signal)
    {
        if (running is not { IsReaped: false } group)
            return false;
        group.Signal(signal);
        return true;
    }

    /// <summary>Runs until told to end.</summary>
    public async Task RunAsync()
    {
        while (!terminate.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            await RunOnceAsync();
            if (terminate.IsCancellationRequested)
                return;
            var wait = backOff.After(time.GetElapsedTime(began));
            log.Write(string.Create(CultureInfo.InvariantCulture, $"Upstream {state.NotReady}; starting it again in {wait.TotalSeconds:0.###}s."));
            await Task.Delay(wait, time, terminate).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunOnceAsync()
    {
        try
        {
            // Another port each time: whatever had taken the last one may still have it.
            using var reservation = options.UpstreamUrl is null ? PortReservation.Take() : null;
            var address = reservation?.Address ?? options.UpstreamUrl!;
            using PipePair output = PipePair.Create(), error = PipePair.Create();
            var group = launch.Start(EnvironmentFor(address), null, output.WriteEnd, error.WriteEnd);
            output.WriteEnd.Dispose();
            error.WriteEnd.Dispose();
            await SuperviseAsync(group, address, output, error);
        }
        catch (Exception refused) when (refused is SpawnException or Win32Exception or SocketException)
        {
            Become(new UpstreamState(null, null, "could not be started: " + refused.Message));
        }
    }

    private async Task SuperviseAsync(ProcessGroup group, Uri address, PipePair output, PipePair error)
    {
        log.Write(string.Create(CultureInfo.InvariantCulture, $"Started the upstream process {group.Pid} for {address}."));
        Become(new UpstreamState(address, group.Pid, "starting: it does not accept connections yet"));
        (lastLine, running) = (null, group);
        using var lastCall = new CancellationTokenSource();
        using var termination = terminate.Register(() => group.Signal(LibC.Terminate));
        using var killing = kill.Register(() => group.Signal(LibC.Kill));
        var reading = Task.WhenAll(ReadAsync(output, LineSource.Output, lastCall.Token), ReadAsync(error, LineSource.Error, lastCall.Token));
        if (await AcceptsAsync(group, address))
        {
            log.Write($"The upstream accepts connections at {address}.");
            Become(new UpstreamState(address, group.Pid, null));
        }
        await group.Exited;
        var status = group.Reap();
        lastCall.CancelAfter(Patience);
        await reading;
        Become(new UpstreamState(null, null, lastLine is { } line ? $"{status.Sentence}: {line}" : status.Sentence));
    }

    private void Become(UpstreamState next)
    {
        state = next;
        changed();
    }

    private async Task ReadAsync(PipePair pipe, LineSource source, CancellationToken lastCall)
    {
        await using var stream = new AnonymousPipeClientStream(PipeDirection.In, pipe.ReadEnd);
        try
        {
            await new ProgramOutput(line => Write(source, line), options.LogBufferSize).ReadAsync(buffer => stream.ReadAsync(buffer, lastCall));
        }
        catch (OperationCanceledException) when (lastCall.IsCancellationRequested)
        {
            log.Write("A descendant that left the upstream's process group still holds its output open.");
        }
    }

    private void Write(LineSource source, string line)
    {
        // The last one tells best why a program has ended.
        if (!string.IsNullOrWhiteSpace(line))
            lastLine = line;
        log.Write(source, line);
    }

    private async Task<bool> AcceptsAsync(ProcessGroup group, Uri address)
    {
        var pause = TimeSpan.FromMilliseconds(10);
        while (!group.HasExited())
        {
            if (await ConnectsAsync(address) && !group.HasExited())
            {
                if (StrangerAt(group, address) is not { } stranger)
                    return true;
                log.Write(string.Create(CultureInfo.InvariantCulture, $"The port of {address} was taken by process {stranger} before the upstream could."));
                group.Signal(LibC.Kill);
                return false;
            }
            await group.Exited.WaitAsync(pause, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause < Patience / 4 ? pause * 2 : pause;
        }
        return false;
    }

    // An address that the function names may be anyone's; a port that was found for the program is the program's.
    private int? StrangerAt(ProcessGroup group, Uri address) => options.UpstreamUrl is null ? PortOwner.Stranger(address.Port, group.Pid) : null;

    private async Task<bool> ConnectsAsync(Uri address)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address.DnsSafeHost, address.Port, patience.Token);
            return true;
        }
        catch (Exception refused) when (refused is SocketException or OperationCanceledException)
        {
            // Not yet; the state says so.
            return false;
        }
    }

    private StringBlock EnvironmentFor(Uri address)
    {
        var block = new StringBlock();
        foreach (var (name, value) in options.Environment)
        {
            if (options.UpstreamUrl is not null || name is not ("PORT" or "port"))
                block.Add(name, value, Encoding.UTF8);
        }
        if (options.UpstreamUrl is not null)
            return block;
        var port = address.Port.ToString(CultureInfo.InvariantCulture);
        block.Add("PORT", port, Encoding.UTF8);
        block.Add("port", port, Encoding.UTF8);
        return block;
    }
}
