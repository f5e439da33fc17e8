using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Connectors.RabbitMq.Queues;

/// <summary>
/// Takes the messages of one queue on a channel of its own, until the server ends that or we do. What has not been acknowledged then goes
/// back to the queue, in its former place.
/// </summary>
internal sealed class QueueConsumer(string queue, IChannel channel, Intake intake) : AsyncDefaultBasicConsumer(channel), IAsyncDisposable
{
    private readonly CancellationTokenSource given = CancellationTokenSource.CreateLinkedTokenSource(intake.Finish);
    private readonly Lock gate = new();
    private readonly List<Task> inHand = [];
    private volatile string? ended;
    private bool stopped;

    /// <summary>Why the server has ended it; null while it runs.</summary>
    public string? Ended => ended;

    /// <exception cref="OperationInterruptedException">The server refuses; the channel is closed.</exception>
    public async Task StartAsync(int maxInflight, CancellationToken cancellationToken)
    {
        await Channel.BasicQosAsync(0, (ushort)maxInflight, global: false, cancellationToken);
        await Channel.BasicConsumeAsync(queue, autoAck: false, this, cancellationToken);
    }

    /// <summary>How many messages wait there that no consumer has been sent.</summary>
    /// <exception cref="OperationInterruptedException">The server refuses; the channel is closed.</exception>
    public Task<uint> WaitingAsync(CancellationToken cancellationToken) => Channel.MessageCountAsync(queue, cancellationToken);

    public override async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        // The body is the client's own again when this returns.
        var message = new QueueMessage(queue, exchange, routingKey, redelivered, properties, body.ToArray());
        Task taken;
        lock (gate)
        {
            // What comes after the end goes back with the channel.
            if (stopped)
                return;
            inHand.RemoveAll(task => task.IsCompleted);
            taken = intake.TakeAsync(message, Channel, deliveryTag, given.Token);
            inHand.Add(taken);
        }
        if (intake.IsOrdered)
            await taken;
    }

    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        ended ??= "the queue was deleted, or the server ended the subscription";
        return base.HandleBasicCancelAsync(consumerTag, cancellationToken);
    }

    public override async Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        ended ??= reason.ReplyText;
        // Nothing can be acknowledged any more, and another gets it: whoever goes on now does it a second time.
        await given.CancelAsync();
        await base.HandleChannelShutdownAsync(channel, reason);
    }

    /// <summary>Takes no more, and waits for what is in hand.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] last;
        lock (gate)
        {
            stopped = true;
            last = [.. inHand];
        }
        await CancelAsync();
        await Task.WhenAll(last);
        await Channel.AbortAsync(CancellationToken.None);
        await Channel.DisposeAsync();
        given.Dispose();
    }

    // So that the server gives to others at once what we would not take.
    private async Task CancelAsync()
    {
        try
        {
            foreach (var tag in ConsumerTags)
                await Channel.BasicCancelAsync(tag, noWait: true, CancellationToken.None);
        }
        catch (RabbitMQClientException)
        {
            // The channel is over, and the subscription with it.
        }
    }
}
