using System.Text;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Naming;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace Connectors.Queues.JetStream.Invocations;

/// <summary>
/// What processes tell each other about leases: that one is cancelled or lost, or whether it is still held. A process that does not answer
/// is taken for dead; whatever is told is in the record too, so that nothing depends on its arrival. Thread-safe.
/// </summary>
internal sealed class Tell(BrokerLink link, LeaseRegistry leases, ILogger logger)
{
    private static readonly NatsSubOpts Soon = new() { Timeout = TimeSpan.FromSeconds(1), ThrowIfNoResponders = false };

    /// <summary>True when the process that holds this lease says that it does.</summary>
    public async ValueTask<bool> IsHeldAsync(string token, CancellationToken cancellationToken) =>
        IsOwn(token) ? leases.Find(token) is { IsHeld: true } : await AskAsync("holds", token, cancellationToken) == "yes";

    /// <summary>True for a lease of this process that was never handed out.</summary>
    public bool IsUnknownOwn(string token) => IsOwn(token) && leases.Find(token) is null;

    public ValueTask LostAsync(string token, CancellationToken cancellationToken) => InterruptAsync("lost", token, LeaseInterruption.Lost, cancellationToken);

    /// <summary>True when the holder has aborted and let go.</summary>
    public async ValueTask<bool> CancelledAsync(string token, CancellationToken cancellationToken)
    {
        if (!IsOwn(token))
            return await AskAsync("cancel", token, cancellationToken) == "yes";
        await InterruptAsync("cancel", token, LeaseInterruption.Cancelled, cancellationToken);
        return true;
    }

    /// <summary>Answers the others until the token fires.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in link.Connection.SubscribeAsync<string>(Names.TellPrefix + leases.Instance, cancellationToken: cancellationToken))
            await AnswerAsync(message, cancellationToken);
    }

    private async ValueTask AnswerAsync(NatsMsg<string> message, CancellationToken cancellationToken)
    {
        var words = (message.Data ?? "").Split(' ', 2);
        var lease = words.Length == 2 ? leases.Find(words[1]) : null;
        var held = lease is { IsHeld: true };
        if (lease is not null && words[0] is "cancel" or "lost")
            await SafelyAsync(lease!, words[0] == "cancel" ? LeaseInterruption.Cancelled : LeaseInterruption.Lost, cancellationToken);
        if (message.ReplyTo is not null)
            await message.ReplyAsync(held ? "yes" : "no", cancellationToken: cancellationToken);
    }

    private async ValueTask SafelyAsync(IHeld lease, LeaseInterruption why, CancellationToken cancellationToken)
    {
        try
        {
            await lease.InterruptAsync(why, cancellationToken);
        }
        catch (QueueUnavailableException unavailable)
        {
            Log.Postponed(logger, "Letting go of a cancelled invocation", unavailable.Message);
        }
    }

    private async ValueTask InterruptAsync(string word, string token, LeaseInterruption why, CancellationToken cancellationToken)
    {
        if (!IsOwn(token))
            await link.Connection.PublishAsync(Subject(token), Encoding.ASCII.GetBytes($"{word} {token}"), cancellationToken: cancellationToken);
        else if (leases.Find(token) is { } lease)
            await lease.InterruptAsync(why, cancellationToken);
    }

    private async ValueTask<string?> AskAsync(string word, string token, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await link.Connection.RequestAsync<byte[], string>(
                Subject(token), Encoding.ASCII.GetBytes($"{word} {token}"), replyOpts: Soon, cancellationToken: cancellationToken);
            return reply.HasNoResponders ? null : reply.Data;
        }
        catch (NatsNoReplyException)
        {
            return null;
        }
    }

    private bool IsOwn(string token) => InstanceOf(token) == leases.Instance;

    private static string Subject(string token) => Names.TellPrefix + InstanceOf(token);

    private static string InstanceOf(string token) => token[..Math.Max(0, token.LastIndexOf('-'))];
}
