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
        await using var subscription = await link.Connection.SubscribeCoreAsync<NatsMemoryOwner<byte>>(subject, group, cancellationToken: stopping);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var leaving = LeaveAsync(subscription, ended.Token, finish);
        try
        {
            await TakeAsync(subscription, finish);
        }
        finally
        {
            await ended.CancelAsync();
            await leaving;
        }
    }

    // The server sends to this member of the group until it has heard that it leaves: what is on its way then is still taken.
    private static async Task LeaveAsync(INatsSub<NatsMemoryOwner<byte>> subscription, CancellationToken stopping, CancellationToken finish)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await subscription.DrainAsync(finish);
    }

    private async Task TakeAsync(INatsSub<NatsMemoryOwner<byte>> subscription, CancellationToken finish)
    {
        var running = new List<Task>();
        try
        {
            await foreach (var message in subscription.Msgs.ReadAllAsync(finish))
            {
                var (taken, bytes) = (message, message.Data.Memory.ToArray());
                message.Data.Dispose();
                if (leftToStreams(taken.Subject) || ReservedSubjects.AreLeftOut(subject, taken.Subject))
                    continue;
                await dispatching.RoomAsync(finish);
                running.RemoveAll(task => task.IsCompletedSuccessfully);
                running.Add(DispatchAsync(new NatsMessage(taken.Subject, taken.Headers, bytes, taken.ReplyTo, null), finish));
            }
        }
        catch (OperationCanceledException) when (finish.IsCancellationRequested)
        {
            Log.Abandoned(logger, subject);
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
        catch (EventRefusedException refused)
        {
            Log.NotDispatched(logger, message.Subject, message.Payload.Length, refused.Message);
            dispatching.ShowRefused(
                subject,
                $"a message of {message.Payload.Length} bytes on {message.Subject} was passed over, and no stream keeps it: {refused.Message} Raise it, and have such messages sent again");
            if (message.Reply is { } reply)
                await link.Connection.PublishAsync<byte[]?>(reply, null, Answers.Failed(refused is EventTooLargeException ? 413 : 422, refused.Message), cancellationToken: finish);
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
