using System.Text;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Peers;

namespace Connectors.Queues.JetStream.Tests.Workers;

/// <summary>Questions among the processes that share a queue.</summary>
public sealed class PeerExchangeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_who_lives_answers_with_as_many_messages_as_it_likes()
    {
        await using var rig = await Rig.StartAsync();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var one = new JetStreamPeerExchange(await rig.OpenAsync()).AnswerAsync("load", () => [Bytes("one")], enough.Token);
        var two = new JetStreamPeerExchange(await rig.OpenAsync()).AnswerAsync("load", () => [Bytes("two"), Bytes("and three")], enough.Token);
        var asking = new JetStreamPeerExchange(await rig.OpenAsync());

        await Rig.EventuallyAsync(async () => await AskAsync(asking, "load") is ["and three", "one", "two"]);
        Assert.Empty(await AskAsync(asking, "other"));

        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
        Assert.Empty(await AskAsync(asking, "load"));
    }

    [Fact]
    public async Task While_the_server_is_away_nobody_can_be_asked_and_after_it_everybody_answers_again()
    {
        await using var rig = await Rig.StartAsync();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var exchange = new JetStreamPeerExchange(await rig.OpenAsync());
        var answering = exchange.AnswerAsync("load", () => [Bytes("here")], enough.Token);
        await Rig.EventuallyAsync(async () => await AskAsync(exchange, "load") is ["here"]);

        await rig.Server.KillAsync();
        await Rig.EventuallyAsync(async () => await Record.ExceptionAsync(() => AskAsync(exchange, "load")) is QueueUnavailableException);
        await rig.Server.StartAgainAsync();

        await Rig.EventuallyAsync(async () => await Record.ExceptionAsync(() => AskAsync(exchange, "load")) is null && await AskAsync(exchange, "load") is ["here"]);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<string[]> AskAsync(JetStreamPeerExchange exchange, string question) =>
        [.. (await exchange.AskAsync(question, Cancellation)).Select(answer => Encoding.UTF8.GetString(answer.Span)).Order(StringComparer.Ordinal)];
}
