using Connectors.Core.Functions;
using Connectors.Core.Invocations;

namespace Connectors.Core.Queues;

/// <summary>Invocations that have no attempts left, with their history. They stay until redriven or purged. Thread-safe.</summary>
public interface IDeadLetters
{
    /// <summary>Dead letters, newest first, a page at a time; <see cref="InvocationQuery.State"/> is not looked at.</summary>
    ValueTask<Page<InvocationRecord>> ListAsync(InvocationQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Queues them again: same call ids, a new run, attempts reset, a new callback. Not stopped by their own deduplication keys.
    /// </summary>
    /// <returns>How many.</returns>
    ValueTask<int> RedriveAsync(DeadLetterSelection selection, CancellationToken cancellationToken);

    /// <summary>Removes them and their bodies for good.</summary>
    /// <returns>How many.</returns>
    ValueTask<int> PurgeAsync(DeadLetterSelection selection, CancellationToken cancellationToken);
}

/// <summary>
/// Which dead letters of a queue: one, all of a function, or all. None that die while the selection is being worked off belong to it.
/// </summary>
/// <param name="Queue">The queue.</param>
/// <param name="CallId">This one only.</param>
/// <param name="Function">Of this function only.</param>
/// <param name="Limit">
/// At most so many, 1 or more, those that died first: long work can be done in portions, and what dies again between two portions comes
/// last. Null: all.
/// </param>
public sealed record DeadLetterSelection(string Queue, CallId? CallId = null, FunctionName? Function = null, int? Limit = null);
