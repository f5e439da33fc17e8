using System.Collections.Concurrent;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Catalogue;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Local.Logs;

/// <summary>The logs of all functions.</summary>
/// <param name="root">Each function's is below it, in <c>&lt;namespace&gt;/&lt;name&gt;</c>.</param>
/// <param name="maxBytes">How much of one function's output is kept.</param>
/// <param name="registry">Who may be asked about.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">For faults.</param>
internal sealed class LocalLogs(string root, long maxBytes, FunctionRegistry registry, TimeProvider time, ILogger<LocalLogs> logger) : IFunctionLogs, IDisposable
{
    private readonly ConcurrentDictionary<FunctionName, FunctionLog> logs = new();

    public FunctionLog Of(FunctionName function) =>
        logs.GetOrAdd(function, name => new FunctionLog(name, new LogSegments(DirectoryOf(name)), maxBytes, time, logger));

    public IAsyncEnumerable<FunctionLogLine>? Read(FunctionLogQuery query, CancellationToken cancellationToken) =>
        registry.Contains(query.Function) ? LogReading.ReadAsync(Of(query.Function), query, cancellationToken) : null;

    /// <summary>Ends a removed function's log. Its last lines are dropped, and a new function of the name begins a new one.</summary>
    public void Remove(FunctionName function)
    {
        if (logs.TryRemove(function, out var log))
            log.Dispose();
        var directory = DirectoryOf(function);
        try
        {
            if (Directory.Exists(directory))
                Directory.Delete(directory, recursive: true);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            Log.FunctionLogLeft(logger, directory, cause);
        }
    }

    public void Dispose()
    {
        foreach (var log in logs.Values)
            log.Dispose();
    }

    private string DirectoryOf(FunctionName function) => Path.Combine(root, function.Namespace, function.Name);
}
