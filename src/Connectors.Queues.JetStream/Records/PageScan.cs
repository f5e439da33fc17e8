using System.Globalization;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Queues.JetStream.Records;

/// <summary>
/// One page of a list out of any number of records, in any order: newest first, below where the page before ended. Keeps no more than a
/// page. Not thread-safe.
/// </summary>
internal sealed class PageScan(InvocationQuery query)
{
    private readonly (long Accepted, string Id)? after = Place(query.After);
    private readonly SortedDictionary<(long Accepted, string Id), CallRecord> newest = new(NewestFirst.Instance);
    private bool more;

    /// <summary>How many records a page has at most.</summary>
    public int Limit => query.Limit;

    /// <summary>Looks at a record; false when it is none that is asked for.</summary>
    public bool Offer(CallRecord record)
    {
        if (!Fits(record))
            return false;
        newest[(record.Accepted, record.Id)] = record;
        if (newest.Count <= query.Limit)
            return true;
        newest.Remove(newest.Keys.Last());
        return more = true;
    }

    /// <summary>Looks at a record that counts in the place of one of the same id that was offered before.</summary>
    public void Replace(CallRecord record)
    {
        newest.Remove((record.Accepted, record.Id));
        Offer(record);
    }

    public Page<InvocationRecord> ToPage(DateTimeOffset now)
    {
        var items = newest.Values.Select(record => RecordView.Of(record, now)).ToList();
        var next = more ? string.Create(CultureInfo.InvariantCulture, $"{newest.Keys.Last().Accepted}-{newest.Keys.Last().Id}") : null;
        return new Page<InvocationRecord>(items, next);
    }

    private static (long, string)? Place(string? text)
    {
        if (text is null)
            return null;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        // What is no place is before everything, so that nothing follows it.
        return dash > 0 && long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var accepted) ? (accepted, text[(dash + 1)..]) : (0, "");
    }

    private bool Fits(CallRecord record) =>
        (query.Queue is null || query.Queue == record.Queue)
        && (query.Function is not { } function || function == new FunctionName(record.Function, record.Namespace))
        && (query.State is null || query.State == record.State)
        && (after is not { } place || NewestFirst.Instance.Compare(place, (record.Accepted, record.Id)) < 0);

    private sealed class NewestFirst : IComparer<(long Accepted, string Id)>
    {
        public static NewestFirst Instance { get; } = new();

        public int Compare((long Accepted, string Id) x, (long Accepted, string Id) y) =>
            y.Accepted != x.Accepted ? y.Accepted.CompareTo(x.Accepted) : string.CompareOrdinal(y.Id, x.Id);
    }
}
