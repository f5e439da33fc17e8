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

/// <summary>Which dead letters of a queue: one, all of a function, or all.</summary>
public sealed record DeadLetterSelection(string Queue, CallId? CallId = null, FunctionName? Function = null);
