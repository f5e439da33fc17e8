using System.Globalization;
using Connectors.Core.Units;
using Connectors.Watchdog.Configuration;
using Connectors.Watchdog.Native.Lines;
using Connectors.Watchdog.Native.Signalling;

namespace Connectors.Watchdog.Native;

/// <summary>Runs the function from start to drain.</summary>
internal static class FunctionHost
{
    private const int Success = 0, Failure = 1, Terminated = 128 + 15;
    private static readonly TimeSpan Endless = TimeSpan.FromDays(1);

    /// <summary>The exit code: 0 after a drain, 1 when it could not start, 143 when a second signal cut the drain short.</summary>
    public static async Task<int> RunAsync(TimeProvider time)
    {
        var log = new PrintedLog(time, Console.OpenStandardOutput(), Console.OpenStandardError());
        log.Write(Release.Line);
        try
        {
            var options = ProgramConfiguration.Read(ProcessEnvironment.Read(), Personality.OfThisProgram(), log.Write);
            log.Prefix = options.PrefixLogs;
            return await ServeAsync(OneThread.For(options), log, time);
        }
        catch (WatchdogStartException fault)
        {
            log.Write($"Error: {fault.Message}");
            return Failure;
        }
    }

    private static async Task<int> ServeAsync(WatchdogOptions options, PrintedLog log, TimeProvider time)
    {
        log.Write($"Watchdog mode: {options.Mode.ToString().ToLowerInvariant()}\tfprocess: \"{options.Process}\"");
        log.Write($"Timeouts: read: {Shown(options.ReadTimeout)} write: {Shown(options.WriteTimeout)} hard: {Shown(options.ExecTimeout)} health: {Shown(options.DrainDelay)}");
        await using var server = await WatchdogServer.StartAsync(options, (source, line) => log.Write(source, line), static () => { }, time, CancellationToken.None);
        using var signals = new SignalDoor(options.Mode is WatchdogMode.Http ? number => server.TrySignal(number) : null, !Console.IsInputRedirected);
        log.Write(string.Create(CultureInfo.InvariantCulture, $"Listening on port: {server.Address.Port}"));
        return await DrainAsync(server, options, await signals.First, signals.Second, log, time);
    }

    private static async Task<int> DrainAsync(WatchdogServer server, WatchdogOptions options, string signal, Task hurry, PrintedLog log, TimeProvider time)
    {
        // Nobody watches who presses a key; everyone else has to see that it is unready before they are turned away.
        var delay = signal is "SIGINT" ? TimeSpan.Zero : options.DrainDelay;
        log.Write($"{signal}: no new connections in {Shown(delay)}");
        server.Withdraw();
        await Task.WhenAny(hurry, Task.Delay(delay, time));
        log.Write(string.Create(CultureInfo.InvariantCulture, $"No new connections allowed, draining: {server.ActiveRequests} requests"));
        var drained = server.StopAsync(options.WriteTimeout > TimeSpan.Zero ? options.WriteTimeout : Endless);
        await Task.WhenAny(hurry, drained);
        var left = server.ActiveRequests;
        if (!drained.IsCompleted)
            await server.DisposeAsync();
        await drained;
        log.Write(string.Create(CultureInfo.InvariantCulture, $"Exiting. Active connections: {left}"));
        return hurry.IsCompleted ? Terminated : Success;
    }

    private static string Shown(TimeSpan time) => GoDuration.Format(time);
}
