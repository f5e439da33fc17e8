using Connectors.Watchdog.Logging;
using Connectors.Watchdog.Serving;

namespace Connectors.Watchdog.Forking;

/// <summary>Reads a run's output to its end and holds it, as far as that goes. Thread-safe.</summary>
internal sealed class OutputReading(WatchdogOptions options, OutputLog log)
{
    /// <summary>Where output goes that is too much for the memory.</summary>
    public string Folder { get; } = NamelessFile.Folder(options.Environment);

    /// <param name="run">Whose output.</param>
    /// <param name="output">Where it is held.</param>
    /// <param name="copy">Takes a copy as it comes; null: nobody does.</param>
    public async Task ReadAsync(ForkedRun run, PooledOutput output, LineSplitter? copy = null)
    {
        int read;
        for (Memory<byte> room; (read = await run.ReadAsync(run.Output, room = output.Room())) > 0;)
        {
            copy?.Write(room.Span[..read]);
            if (!await TryHoldAsync(run, output, read))
                return;
            if (options.MaxOutputBytes <= 0 || output.Length <= options.MaxOutputBytes)
                continue;
            run.Stop(StopReason.OutputTooLong);
            return;
        }
        copy?.End();
    }

    private async ValueTask<bool> TryHoldAsync(ForkedRun run, PooledOutput output, int count)
    {
        try
        {
            await output.AdvanceAsync(count);
            return true;
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            log.Write($"The output could not be held: {full.Message}");
            run.Stop(StopReason.OutputNotHeld);
            return false;
        }
    }
}
