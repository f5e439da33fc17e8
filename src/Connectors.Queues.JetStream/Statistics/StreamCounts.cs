using Connectors.Core.Functions;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Lanes;
using Connectors.Queues.JetStream.Lines;
using NATS.Client.JetStream.Models;

namespace Connectors.Queues.JetStream.Statistics;

/// <summary>How many messages of each queue and function a stream holds. Counting is dear with very many messages, so that a large count is reused for a while. Thread-safe.</summary>
internal sealed class StreamCounts(BrokerLink link, string stream, string prefix, TimeProvider time)
{
    private const long Many = 5_000;
    private static readonly TimeSpan Reuse = TimeSpan.FromSeconds(15);

    private volatile Counted? last;

    public async ValueTask<IReadOnlyDictionary<(string Queue, FunctionName Function), long>> GetAsync(CancellationToken cancellationToken)
    {
        if (last is { Messages: >= Many } recent && time.GetElapsedTime(recent.At) < Reuse)
            return recent.Counts;
        var counts = await link.GuardAsync(() => CountAsync(cancellationToken), cancellationToken);
        last = new Counted(counts, counts.Values.Sum(), time.GetTimestamp());
        return counts;
    }

    private async Task<Dictionary<(string, FunctionName), long>> CountAsync(CancellationToken cancellationToken)
    {
        var counts = new Dictionary<(string, FunctionName), long>();
        for (var offset = 0; ;)
        {
            var info = (await link.JetStream.GetStreamAsync(stream, new StreamInfoRequest { SubjectsFilter = prefix + ">", Offset = offset }, cancellationToken)).Info;
            var subjects = info.State.Subjects;
            if (subjects is null || subjects.Count == 0)
                return counts;
            foreach (var (subject, count) in subjects)
            {
                if (OrderingLines.OfToken(subject) is null && Lane.Read(subject) is { } place)
                    counts[place] = counts.GetValueOrDefault(place) + count;
            }
            offset += subjects.Count;
            if (offset >= info.State.NumSubjects || subjects.Count < 100_000)
                return counts;
        }
    }

    private sealed record Counted(Dictionary<(string Queue, FunctionName Function), long> Counts, long Messages, long At);
}
