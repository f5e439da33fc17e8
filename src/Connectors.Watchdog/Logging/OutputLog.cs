namespace Connectors.Watchdog.Logging;

/// <summary>Lines of the program and of the watchdog itself, one at a time, whoever writes them. Thread-safe.</summary>
internal sealed class OutputLog(Action<string> output)
{
    private readonly Lock gate = new();

    public void Write(string line)
    {
        lock (gate)
            output(line);
    }
}
