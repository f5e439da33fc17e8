using System.Text;
using Connectors.Queues.JetStream.Naming;
using Connectors.Queues.JetStream.Records;

namespace Connectors.Queues.JetStream.DeadLetters;

/// <summary>A record as the header of a dead letter. A long history is cut, and its reason says so: a call that has died must always find its place.</summary>
internal static class FittingStory
{
    // What the header takes beside its value.
    private const int LineBytes = 64;
    private const int LongestError = 300;

    /// <returns>Null when not even the record without its history fits.</returns>
    public static string? Of(CallRecord record, int room)
    {
        if (Fits(record, room) is { } whole)
            return whole;
        for (var kept = record.Attempts.Count; ; kept /= 2)
        {
            if (Fits(Cut(record, kept), room) is { } story)
                return story;
            if (kept == 0)
                return null;
        }
    }

    private static CallRecord Cut(CallRecord record, int kept) => record with
    {
        Attempts = [.. record.Attempts.Skip(record.Attempts.Count - kept).Select(attempt => attempt with { Error = Short(attempt.Error) })],
        Reason = kept == record.Attempts.Count ? Short(record.Reason) : $"{Short(record.Reason)} ({record.Attempts.Count - kept} earlier attempts are left out here)",
        Callback = record.Callback is { } callback ? callback with { Error = Short(callback.Error) } : null,
    };

    private static string? Fits(CallRecord record, int room)
    {
        var text = HeaderText.Encode(Encoding.UTF8.GetString(RecordStore.Bytes(record)));
        return text.Length + LineBytes <= room ? text : null;
    }

    private static string? Short(string? text) => text is { Length: > LongestError } ? $"{text[..LongestError]}…" : text;
}
