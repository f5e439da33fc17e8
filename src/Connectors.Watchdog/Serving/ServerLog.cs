using Connectors.Watchdog.Logging;
using Microsoft.Extensions.Logging;

namespace Connectors.Watchdog.Serving;

/// <summary>Brings the HTTP server's warnings and errors into the function's log.</summary>
internal sealed class ServerLog(OutputLog output) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one log.");

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // What breaks an answer off has been told where it happened.
        if (IsEnabled(logLevel) && exception is not BrokenOffException)
            output.Write(exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception.Message}");
    }

    public void Dispose()
    {
    }
}
