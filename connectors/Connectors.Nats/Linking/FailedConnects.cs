using Microsoft.Extensions.Logging;

namespace Connectors.Nats.Linking;

/// <summary>Remembers why the client could not connect, which it says to its log and to nobody else. Thread-safe.</summary>
internal sealed class FailedConnects : ILoggerFactory, ILogger
{
    private volatile Exception? last;

    /// <summary>Null when none has failed yet.</summary>
    public Exception? Last => last;

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Warning or LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null && IsEnabled(logLevel))
            last = exception;
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Nobody else is told.");

    public void Dispose() => last = null;
}
