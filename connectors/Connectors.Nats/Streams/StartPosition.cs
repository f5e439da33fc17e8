using System.Globalization;
using NATS.Client.JetStream.Models;

namespace Connectors.Nats.Streams;

/// <summary>Where a new consumer begins.</summary>
internal sealed record StartPosition(ConsumerConfigDeliverPolicy Policy, DateTimeOffset? Time, ulong Sequence)
{
    /// <returns>Null when the text means nothing.</returns>
    public static StartPosition? Parse(string text) => text switch
    {
        "new" => new(ConsumerConfigDeliverPolicy.New, null, 0),
        "all" => new(ConsumerConfigDeliverPolicy.All, null, 0),
        ['#', .. var number] => ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && sequence > 0
            ? new(ConsumerConfigDeliverPolicy.ByStartSequence, null, sequence)
            : null,
        _ => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new(ConsumerConfigDeliverPolicy.ByStartTime, time, 0)
            : null,
    };

    public void ApplyTo(ConsumerConfig consumer)
    {
        consumer.DeliverPolicy = Policy;
        if (Time is { } time)
            consumer.OptStartTime = time;
        if (Sequence > 0)
            consumer.OptStartSeq = Sequence;
    }
}
