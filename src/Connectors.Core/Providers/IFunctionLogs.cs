using Connectors.Core.Functions;

namespace Connectors.Core.Providers;

/// <summary>What functions wrote. Thread-safe.</summary>
public interface IFunctionLogs
{
    /// <summary>
    /// Lines in the order they were written; ends after the last one unless following, then only on cancellation or when the
    /// function is removed. Null when there is no such function.
    /// </summary>
    IAsyncEnumerable<FunctionLogLine>? Read(FunctionLogQuery query, CancellationToken cancellationToken);
}

/// <summary>Which lines are wanted.</summary>
public sealed record FunctionLogQuery
{
    /// <summary>Whose lines.</summary>
    public required FunctionName Function { get; init; }

    /// <summary>Only the last so many lines; 0 or less: no limit.</summary>
    public int Tail { get; init; }

    /// <summary>Only lines from this time on; null: no limit.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Go on with new lines.</summary>
    public bool Follow { get; init; }

    /// <summary>Only this replica's lines; null: all replicas'.</summary>
    public string? Instance { get; init; }
}

/// <summary>One line of a function's output, as <c>/system/logs</c> shows it.</summary>
public sealed record FunctionLogLine(string Name, string Namespace, string Instance, DateTimeOffset Timestamp, string Text);
