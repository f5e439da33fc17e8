using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Connectors.Queues.JetStream.Tests;

/// <summary>Keeps what is logged, a line each that begins with its level.</summary>
internal sealed class KeepingLogger(ConcurrentQueue<string> logged) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        logged.Enqueue($"{logLevel}: {formatter(state, exception)}");
}
