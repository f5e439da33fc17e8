using System.Security.Cryptography;
using System.Text;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Invocations;
using Connectors.Queues.JetStream.Lanes;

namespace Connectors.Queues.JetStream.Lines;

/// <summary>
/// Ordering keys. The invocations of one key stand in a line of their own beside what the consumers take, in the order they were accepted.
/// One token a line is among what the consumers take: who holds it runs the line's head, and lets go of it when the head has ended. Thread-safe.
/// </summary>
internal sealed class OrderingLines(BrokerLink link)
{
    /// <summary>The name of a key's line.</summary>
    public static string NameOf(string orderingKey) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(orderingKey)).AsSpan(0, 12));

    /// <summary>The line of a token; null when the subject is an invocation's.</summary>
    public static string? OfToken(string subject)
    {
        var last = subject.AsSpan(subject.LastIndexOf('.') + 1);
        return last.Length > 1 && last[0] == '@' ? last[1..].ToString() : null;
    }

    /// <summary>Puts the line's token out, unless it is out.</summary>
    public async ValueTask AwakeAsync(Lane lane, string line, CancellationToken cancellationToken) =>
        await link.PublishAsync(lane.Token(line), [], default, 0, cancellationToken);

    /// <summary>The line's head; null when the line is empty.</summary>
    public ValueTask<StoredMessage?> HeadAsync(Lane lane, string line, CancellationToken cancellationToken) =>
        link.NextAsync(lane.Stream, lane.Line(line), 1, cancellationToken);

    /// <summary>Removes the head and lets the token go round again, or takes it away with the line's last.</summary>
    public async ValueTask AdvanceAsync(Lane lane, string line, ulong head, MessageCarrier token, CancellationToken cancellationToken)
    {
        await link.DeleteAsync(lane.Stream, head, cancellationToken);
        if (await HeadAsync(lane, line, cancellationToken) is not null)
            await token.PutOffAsync(TimeSpan.Zero, cancellationToken);
        else
            await RetireAsync(lane, line, token, cancellationToken);
    }

    /// <summary>Takes the token of an empty line away; who joined the line meanwhile and found the token still there gets a new one.</summary>
    public async ValueTask RetireAsync(Lane lane, string line, MessageCarrier token, CancellationToken cancellationToken)
    {
        await token.FinishAsync(confirmed: true, cancellationToken);
        if (await HeadAsync(lane, line, cancellationToken) is not null)
            await AwakeAsync(lane, line, cancellationToken);
    }
}
