using System.Text.Json;
using System.Text.Json.Serialization;
using Connectors.Core.Functions;
using Connectors.Queues.JetStream.Naming;
using NATS.Client.Core;

namespace Connectors.Queues.JetStream.Statistics;

/// <summary>What one process runs of one function on one queue.</summary>
internal sealed record RunningCount(string Worker, string Queue, string Function, string Namespace, long Count);

/// <summary>What one process tells of itself.</summary>
/// <param name="Instance">Its name.</param>
/// <param name="Works">The workers in it, with the queue each takes from; an empty one stands for every queue.</param>
/// <param name="Counts">What runs in it.</param>
internal sealed record RunningAnswer(string Instance, IReadOnlyList<WorkingOn> Works, IReadOnlyList<RunningCount> Counts);

/// <summary>A worker that waits for a lease, or holds one.</summary>
internal sealed record WorkingOn(string Worker, string Queue);

/// <summary>
/// What runs, asked of every process at the moment: only the living answer, so that nothing counts as running that a dead worker left.
/// </summary>
internal static class RunningCensus
{
    // Who lives answers in far less; who is slower is missed once.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(100);

    /// <summary>Answers the others until the token fires.</summary>
    public static async Task AnswerAsync(JetStreamStore store, CancellationToken cancellationToken)
    {
        await foreach (var question in store.Link.Connection.SubscribeAsync<byte[]>(Names.AskRunning, cancellationToken: cancellationToken))
        {
            var answer = new RunningAnswer(
                store.Leases.Instance, store.Takers.Now(),
                [.. store.Leases.Running().Select(one => new RunningCount(one.Key.Worker, one.Key.Lane.Queue, one.Key.Lane.Function.Name, one.Key.Lane.Function.Namespace, one.Value))]);
            await question.ReplyAsync(JsonSerializer.SerializeToUtf8Bytes(answer, CensusJson.Default.RunningAnswer), cancellationToken: cancellationToken);
        }
    }

    /// <summary>What everybody answers.</summary>
    public static async ValueTask<IReadOnlyList<RunningAnswer>> AskAsync(JetStreamStore store, CancellationToken cancellationToken) => await store.Link.GuardAsync<IReadOnlyList<RunningAnswer>>(
        async () =>
        {
            var answers = new List<RunningAnswer>();
            var options = new NatsSubOpts { StartUpTimeout = Patience, IdleTimeout = Gap, Timeout = TimeSpan.FromSeconds(2), ThrowIfNoResponders = false };
            await foreach (var reply in store.Link.Connection.RequestManyAsync<byte[], byte[]>(Names.AskRunning, [], replyOpts: options, cancellationToken: cancellationToken))
            {
                if (reply.Data is { Length: > 0 } json && JsonSerializer.Deserialize(json, CensusJson.Default.RunningAnswer) is { } answer)
                    answers.Add(answer);
            }
            return answers;
        },
        cancellationToken);

    /// <summary>How many workers take from a queue.</summary>
    public static int WorkersOf(string queue, IEnumerable<RunningAnswer> answers) => answers.Sum(
        answer => answer.Works.Where(one => one.Queue.Length == 0 || one.Queue == queue)
            .Select(one => one.Worker).Concat(answer.Counts.Where(one => one.Queue == queue).Select(one => one.Worker)).Distinct(StringComparer.Ordinal).Count());

    /// <summary>The sums by queue and function.</summary>
    public static Dictionary<(string Queue, FunctionName Function), long> Sum(IEnumerable<RunningAnswer> answers)
    {
        var sums = new Dictionary<(string, FunctionName), long>();
        foreach (var count in answers.SelectMany(answer => answer.Counts))
        {
            var key = (count.Queue, new FunctionName(count.Function, count.Namespace));
            sums[key] = sums.GetValueOrDefault(key) + count.Count;
        }
        return sums;
    }
}

[JsonSerializable(typeof(RunningAnswer))]
internal sealed partial class CensusJson : JsonSerializerContext;
