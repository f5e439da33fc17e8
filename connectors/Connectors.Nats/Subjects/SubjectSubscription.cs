using Connectors.Nats.Linking;
using Connectors.Nats.Messages;
using Connectors.Sdk.Events;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace Connectors.Nats.Subjects;

/// <summary>
/// Takes what is published on a subject while it listens; replicas share it as one queue group. The protocol keeps nothing and wants no
/// acknowledgement: what has been taken is dispatched to its end, and while the queue is away the connection is not read.
/// </summary>
/// <param name="subject">With wildcards.</param>
/// <param name="group">The queue group.</param>
/// <param name="link">The connection.</param>
/// <param name="dispatching">Where messages go.</param>
/// <param name="leftToStreams">True for what a stream brings anyway.</param>
/// <param name="logger">The log.</param>
internal sealed class SubjectSubscription(
    string subject, string group, NatsLink link, Dispatching dispatching, Func<string, bool> leftToStreams, ILogger logger)
{
    /// <param name="stopping">Takes no more.</param>
    /// <param name="finish">Gives up what has been taken.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken finish)
    {
        var running = new List<Task>();
        await using var subscription = await link.Connection.SubscribeCoreAsync<NatsMemoryOwner<byte>>(subject, group, cancellationToken: stopping);
        try
        {
            await foreach (var message in subscription.Msgs.ReadAllAsync(stopping))
            {
                var (taken, bytes) = (message, message.Data.Memory.ToArray());
                message.Data.Dispose();
                if (leftToStreams(taken.Subject))
                    continue;
                await dispatching.RoomAsync(finish);
                running.RemoveAll(task => task.IsCompletedSuccessfully);
                running.Add(DispatchAsync(new NatsMessage(taken.Subject, taken.Headers, bytes, taken.ReplyTo, null), finish));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // No more; what was taken is finished.
        }
        await Task.WhenAll(running);
    }

    private async Task DispatchAsync(NatsMessage message, CancellationToken finish)
    {
        try
        {
            var result = await dispatching.DispatchAsync(message, finish);
            if (message.Reply is { } reply && Answers.Of(result) is { } answer)
                await link.Connection.PublishAsync(reply, answer.Payload, answer.Headers, cancellationToken: finish);
        }
        catch (EventTooLargeException tooLarge)
        {
            Log.TooLarge(logger, message.Subject, message.Payload.Length, tooLarge.Message);
            if (message.Reply is { } reply)
                await link.Connection.PublishAsync<byte[]?>(reply, null, Answers.Failed(413, tooLarge.Message), cancellationToken: finish);
        }
        catch (OperationCanceledException) when (finish.IsCancellationRequested)
        {
            Log.Abandoned(logger, message.Subject);
        }
        finally
        {
            dispatching.Leave();
        }
    }
}
