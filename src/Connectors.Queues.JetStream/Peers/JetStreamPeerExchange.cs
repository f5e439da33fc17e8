using Connectors.Core.Peers;
using Connectors.Queues.JetStream.Naming;
using NATS.Client.Core;

namespace Connectors.Queues.JetStream.Peers;

/// <inheritdoc cref="IPeerExchange"/>
internal sealed class JetStreamPeerExchange(JetStreamStore store) : IPeerExchange
{
    // Who lives answers in far less.
    private static readonly NatsSubOpts Moment = new()
    {
        StartUpTimeout = TimeSpan.FromMilliseconds(500),
        IdleTimeout = TimeSpan.FromMilliseconds(200),
        Timeout = TimeSpan.FromSeconds(2),
        ThrowIfNoResponders = false,
    };

    public async Task AnswerAsync(string question, Func<IReadOnlyList<ReadOnlyMemory<byte>>> answers, CancellationToken cancellationToken) => await store.Link.GuardAsync(
        async () =>
        {
            await foreach (var asked in store.Link.Connection.SubscribeAsync<byte[]>(Names.AskPrefix + question, cancellationToken: cancellationToken))
            {
                foreach (var answer in answers())
                    await asked.ReplyAsync(answer, cancellationToken: cancellationToken);
            }
            // The client ends a subscription without a word.
            cancellationToken.ThrowIfCancellationRequested();
            return true;
        },
        cancellationToken);

    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> AskAsync(string question, CancellationToken cancellationToken) => await store.Link.GuardAsync<IReadOnlyList<ReadOnlyMemory<byte>>>(
        async () =>
        {
            var answers = new List<ReadOnlyMemory<byte>>();
            await foreach (var reply in store.Link.Connection.RequestManyAsync<byte[], byte[]>(Names.AskPrefix + question, [], replyOpts: Moment, cancellationToken: cancellationToken))
            {
                if (reply.Data is { Length: > 0 } answer)
                    answers.Add(answer);
            }
            return answers;
        },
        cancellationToken);
}
