using Connectors.Core.Functions;

namespace Connectors.Core.Describing;

/// <summary>How the connectors of this process are, for people to look at. Thread-safe; answers from memory.</summary>
public interface IConnectorOverview
{
    /// <summary>As they are now.</summary>
    ConnectorOverview Read();
}

/// <summary>All connectors of a process.</summary>
/// <param name="Fault">Why the topics may be out of date; null when they are not.</param>
/// <param name="Connectors">Ordered by name.</param>
/// <param name="UnservedTopics">Topics of functions that no connector can read.</param>
public sealed record ConnectorOverview(string? Fault, IReadOnlyList<ConnectorSummary> Connectors, IReadOnlyList<UnservedTopic> UnservedTopics);

/// <summary>One connector.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">In a word: starting, running, restarting or stopped.</param>
/// <param name="Faults">What is wrong, a sentence each.</param>
/// <param name="Received">Events that have come.</param>
/// <param name="Dispatched">Events that were queued for functions.</param>
/// <param name="Failed">Events that could not be.</param>
public sealed record ConnectorSummary(string Name, string State, IReadOnlyList<string> Faults, long Received, long Dispatched, long Failed);

/// <summary>A topic that nobody serves.</summary>
/// <param name="Function">Whose it is.</param>
/// <param name="Topic">As annotated.</param>
/// <param name="Fault">Why.</param>
public sealed record UnservedTopic(FunctionName Function, string Topic, string Fault);
