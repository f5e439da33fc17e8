using Microsoft.Extensions.Logging;

namespace Connectors.Benchmarks.Cron;

/// <summary>Counts the schedules that say they run.</summary>
internal sealed class StartedSchedules : ILoggerProvider, ILogger
{
    private int count;

    public async Task ReachAsync(int wanted)
    {
        while (Volatile.Read(ref count) < wanted)
            await Task.Delay(1);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Name == "ScheduleStarted")
            Interlocked.Increment(ref count);
    }

    public void Dispose()
    {
    }
}
