using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Tests.Fixtures;

/// <summary>What the gateway and its server log from Warning up or as the test wants, an exception included as it would be printed.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> entries = new();

    public LogLevel Least { get; init; } = LogLevel.Warning;

    public string[] Entries => [.. entries];

    public void AddTo(IServiceCollection services) => services
        // As in the program.
        .AddLogging(logging => logging.AddFilter("Yarp", LogLevel.Error))
        .AddSingleton<ILoggerProvider>(this);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= Least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        entries.Enqueue($"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : "\n" + exception)}");

    public void Dispose()
    {
    }
}
