namespace Connectors.Watchdog.Logging;

/// <summary>Lines of the program and of the watchdog itself, one at a time, whoever writes them. Thread-safe.</summary>
internal sealed class OutputLog(Action<LineSource, string> output)
{
    private readonly Lock gate = new();

    /// <summary>Writes a line of the watchdog's own.</summary>
    public void Write(string line) => Write(LineSource.Watchdog, line);

    public void Write(LineSource source, string line)
    {
        lock (gate)
            output(source, line);
    }
}
