using System.Runtime.CompilerServices;
using Connectors.Core.Providers;

namespace Connectors.Providers.Local.Logs;

/// <summary>Answers one query from a function's log, holding one line at a time however long the log is.</summary>
internal static class LogReading
{
    public static async IAsyncEnumerable<FunctionLogLine> ReadAsync(FunctionLog log, FunctionLogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query.Follow)
            log.Follow(true);
        try
        {
            var version = log.Changes.Version;
            var end = log.End();
            foreach (var line in Last(log, query, end))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return Shown(query, line);
            }
            while (query.Follow && !log.Closed)
            {
                version = await log.Changes.WaitAsync(version, cancellationToken);
                var position = end;
                end = log.End();
                foreach (var line in Matching(log, query, position, end))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return Shown(query, line);
                }
            }
        }
        finally
        {
            if (query.Follow)
                log.Follow(false);
        }
    }

    private static IEnumerable<StoredLine> Last(FunctionLog log, FunctionLogQuery query, LogPosition end)
    {
        var all = Matching(log, query, default, end);
        if (query.Tail <= 0)
            return all;
        // Counted first and read again: nothing but a number is kept of the lines before the tail.
        var count = 0L;
        foreach (var _ in all)
            count++;
        return Skip(all, count - query.Tail);
    }

    private static IEnumerable<StoredLine> Skip(IEnumerable<StoredLine> lines, long count)
    {
        foreach (var line in lines)
        {
            if (count-- <= 0)
                yield return line;
        }
    }

    private static IEnumerable<StoredLine> Matching(FunctionLog log, FunctionLogQuery query, LogPosition from, LogPosition to)
    {
        foreach (var segment in log.Segments.Existing())
        {
            if (segment < from.Segment || segment > to.Segment)
                continue;
            var start = segment == from.Segment ? from.Offset : 0;
            var stop = segment == to.Segment ? to.Offset : long.MaxValue;
            foreach (var line in LogSegmentReader.Read(log.Segments.Path(segment), start, stop))
            {
                if (line.Time >= (query.Since ?? DateTimeOffset.MinValue) && (query.Instance is null || query.Instance == line.Instance))
                    yield return line;
            }
        }
    }

    private static FunctionLogLine Shown(FunctionLogQuery query, StoredLine line) =>
        new(query.Function.Name, query.Function.Namespace, line.Instance, line.Time, line.Text);
}
