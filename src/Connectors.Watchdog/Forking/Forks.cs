using System.Collections.Concurrent;
using Connectors.Watchdog.Logging;
using Connectors.Watchdog.Processes;
using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Forking;

/// <summary>Runs the program once for a request, with everything around it: environment, input, errors, limits. Thread-safe.</summary>
internal sealed class Forks(ProgramLaunch launch, WatchdogOptions options, OutputLog log, TimeProvider time, CancellationToken stopping)
{
    private readonly RequestEnvironment environment = new(options.Environment, options.CgiHeaders);
    private readonly bool mergeError = options is { Mode: WatchdogMode.Classic, CombineOutput: true };
    private readonly ConcurrentDictionary<int, byte> running = new();

    /// <summary>Leaders of the groups that run now.</summary>
    public IReadOnlyCollection<int> ProcessIds => [.. running.Keys];

    /// <summary>Starts the program and returns when its run is over and the request's body has arrived, read by the program or not.</summary>
    /// <param name="context">The request.</param>
    /// <param name="readOutput">Reads the output to its end, beginning at once.</param>
    /// <exception cref="SpawnException">The system refused.</exception>
    public async Task<(ExitStatus Status, StopReason Stopped)> RunAsync(HttpContext context, Func<ForkedRun, Task> readOutput)
    {
        await using var run = ForkedRun.Start(launch, environment.For(context.Request), mergeError, time);
        running[run.Pid] = 0;
        try
        {
            using var gone = context.RequestAborted.Register(() => run.Stop(StopReason.CallerGone));
            using var stop = stopping.Register(() => run.Stop(StopReason.Stopping));
            await using var execTimer = After(options.ExecTimeout, run, StopReason.ExecTimeout);
            await using var writeTimer = After(options.WriteTimeout, run, StopReason.WriteTimeout);
            var body = new TimedBody(context.Request.Body, options.ReadTimeout, time);
            using var marshalled = options is { Mode: WatchdogMode.Classic, MarshalRequest: true } ? new MarshalledRequest(context.Request, body) : null;
            var feeding = InputPump.RunAsync(run, (IBodySource?)marshalled ?? body);
            try
            {
                var reading = Task.WhenAll(StopOnFailureAsync(run, readOutput(run)), StopOnFailureAsync(run, LogErrorsAsync(run)));
                return (await run.EndAsync(reading), run.Stopped);
            }
            finally
            {
                await feeding;
            }
        }
        finally
        {
            running.TryRemove(run.Pid, out _);
        }
    }

    // Output that nobody reads any more would hold the program up for ever.
    private static async Task StopOnFailureAsync(ForkedRun run, Task reading)
    {
        try
        {
            await reading;
        }
        catch
        {
            run.Stop(StopReason.Failed);
            throw;
        }
    }

    private ITimer? After(TimeSpan limit, ForkedRun run, StopReason reason) =>
        limit > TimeSpan.Zero ? time.CreateTimer(_ => run.Stop(reason), null, limit, Timeout.InfiniteTimeSpan) : null;

    private async Task LogErrorsAsync(ForkedRun run)
    {
        if (run.Error is { } error)
            await new ProgramOutput(line => log.Write(LineSource.Error, line), options.LogBufferSize).ReadAsync(buffer => run.ReadAsync(error, buffer));
    }
}
