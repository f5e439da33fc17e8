using System.Collections.Concurrent;
using Connectors.Core.Functions;

namespace Connectors.Sdk;

/// <summary>
/// Standing faults of a connector: a schedule that cannot be read, a broker that cannot be reached. One a subject; setting it again
/// replaces it. Thread-safe.
/// </summary>
public sealed class ConnectorFaults
{
    private readonly ConcurrentDictionary<string, ConnectorFault> faults = new(StringComparer.Ordinal);

    /// <summary>All standing faults, ordered by subject.</summary>
    public IReadOnlyList<ConnectorFault> All => [.. faults.Values.OrderBy(fault => fault.Subject, StringComparer.Ordinal)];

    /// <summary>Sets the fault of a function; the sentence says what is wrong and how to mend it.</summary>
    public void Set(FunctionName function, string fault) => Set(function.ToString(), fault);

    /// <summary>Sets the fault of any subject, e.g. a broker's address.</summary>
    public void Set(string subject, string fault) => faults[subject] = new ConnectorFault(subject, fault);

    /// <summary>Takes a function's fault back.</summary>
    public void Clear(FunctionName function) => Clear(function.ToString());

    /// <summary>Takes a subject's fault back.</summary>
    public void Clear(string subject) => faults.TryRemove(subject, out _);
}

/// <summary>What is wrong with whom.</summary>
public sealed record ConnectorFault(string Subject, string Fault);
