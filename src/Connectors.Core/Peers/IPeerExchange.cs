using Connectors.Core.Queues;

namespace Connectors.Core.Peers;

/// <summary>
/// Questions to all processes of one installation, those that share its queue. Only the living answer, and nothing is kept: who does not
/// answer is dead, cut off, or was too slow this time. Thread-safe.
/// </summary>
public interface IPeerExchange
{
    /// <summary>Answers others', and one's own, questions of a kind until cancelled.</summary>
    /// <param name="question">Its kind: letters, digits and <c>-</c>.</param>
    /// <param name="answers">Called for each question, one at a time; each answer is a message of its own and at most 512 KiB.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="QueueUnavailableException">The exchange cannot be reached; try again.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    Task AnswerAsync(string question, Func<IReadOnlyList<ReadOnlyMemory<byte>>> answers, CancellationToken cancellationToken);

    /// <summary>What everybody answers within a moment, in no order.</summary>
    /// <param name="question">Its kind.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="QueueUnavailableException">The exchange cannot be reached.</exception>
    ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> AskAsync(string question, CancellationToken cancellationToken);
}
