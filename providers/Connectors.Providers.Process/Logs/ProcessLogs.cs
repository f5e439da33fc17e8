using System.Collections.Concurrent;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Process.Catalogue;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Process.Logs;

/// <summary>The logs of all functions.</summary>
internal sealed class ProcessLogs(DataLayout layout, ProcessProviderSettings settings, FunctionRegistry registry, TimeProvider time, ILogger<ProcessLogs> logger)
    : IFunctionLogs, IDisposable
{
    private readonly ConcurrentDictionary<FunctionName, FunctionLog> logs = new();

    public FunctionLog Of(FunctionName function) =>
        logs.GetOrAdd(function, name => new FunctionLog(name, new LogSegments(layout.FunctionLogs(name)), settings.LogMaxBytes.Bytes, time, logger));

    public IAsyncEnumerable<FunctionLogLine>? Read(FunctionLogQuery query, CancellationToken cancellationToken) =>
        registry.Contains(query.Function) ? LogReading.ReadAsync(Of(query.Function), query, cancellationToken) : null;

    /// <summary>Ends a removed function's log. Its last lines are dropped, and a new function of the name begins a new one.</summary>
    public void Remove(FunctionName function)
    {
        if (logs.TryRemove(function, out var log))
            log.Dispose();
        var directory = layout.FunctionLogs(function);
        try
        {
            if (Directory.Exists(directory))
                Directory.Delete(directory, recursive: true);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            Log.ScratchLeft(logger, directory, cause);
        }
    }

    public void Dispose()
    {
        foreach (var log in logs.Values)
            log.Dispose();
    }
}
