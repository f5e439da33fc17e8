using System.Text;
using Connectors.Core.Checkpoints;

namespace Connectors.Mqtt.Sessions;

/// <summary>A few lines of text that outlive the process, changed by compare-and-set. Thread-safe.</summary>
internal sealed class SharedNote(ICheckpointStore store, string key)
{
    /// <exception cref="Core.Queues.QueueUnavailableException">The store is out of reach.</exception>
    public async Task<string[]> ReadAsync(CancellationToken cancellationToken) =>
        await store.GetAsync(key, cancellationToken) is { } found ? Lines(found) : [];

    /// <summary>Changes the lines as often as it takes to be the one who changes them.</summary>
    /// <param name="change">From what stands there to what shall stand there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What stands there now.</returns>
    /// <exception cref="Core.Queues.QueueUnavailableException">The store is out of reach.</exception>
    public async Task<string[]> ChangeAsync(Func<string[], string[]> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = await store.GetAsync(key, cancellationToken);
            var before = found is null ? [] : Lines(found);
            var after = change(before);
            if (after.SequenceEqual(before, StringComparer.Ordinal))
                return after;
            if (await store.TrySetAsync(key, Encoding.UTF8.GetBytes(string.Join('\n', after)), found?.Version ?? 0, cancellationToken))
                return after;
        }
    }

    private static string[] Lines(Checkpoint checkpoint) => Encoding.UTF8.GetString(checkpoint.Value.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
