using System.Text;
using Connectors.RabbitMq.Linking;
using Connectors.Sdk;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;

namespace Connectors.RabbitMq.Queues;

/// <summary>
/// One consumer a queue that functions listen to, over one connection. Queues are never declared, because with what arguments is for their
/// owner to say: one that does not exist is looked for again. Not thread-safe.
/// </summary>
internal sealed class Listening(RabbitMqLink link, Intake intake, RabbitMqSettings settings, IConnectorContext context, ILogger logger) : IAsyncDisposable
{
    private const int NotFound = 404;
    private const int LongestName = 255;
    private readonly Dictionary<string, QueueConsumer> running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Reason, bool IsShown)> faulty = new(StringComparer.Ordinal);

    /// <summary>Starts what is new or was not there, and ends what nobody wants any more.</summary>
    /// <exception cref="LinkException">The connection is over.</exception>
    public async Task FollowAsync(IReadOnlyCollection<string> queues, CancellationToken cancellationToken)
    {
        foreach (var gone in running.Keys.Except(queues).ToList())
        {
            await EndAsync(gone);
            Log.ListensNoMore(logger, gone);
        }
        foreach (var gone in faulty.Keys.Except(queues).ToList())
            Mend(gone);
        foreach (var queue in queues)
        {
            if (link.Lost.IsCompleted)
                throw new LinkException(await link.Lost);
            await FollowAsync(queue, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(running.Keys.ToList().Select(EndAsync));
        foreach (var queue in faulty.Keys.ToList())
            Mend(queue);
    }

    private async Task FollowAsync(string queue, CancellationToken cancellationToken)
    {
        if (Encoding.UTF8.GetByteCount(queue) > LongestName)
        {
            Fail(queue, false, $"names of queues have at most {LongestName} bytes");
            return;
        }
        try
        {
            if (running.TryGetValue(queue, out var known) && known.Ended is null)
            {
                context.Lag.Set(queue, await known.WaitingAsync(cancellationToken));
                return;
            }
            if (known is not null)
                await EndAsync(queue);
            await StartAsync(queue, cancellationToken);
        }
        catch (AlreadyClosedException)
        {
            // The channel or the whole connection has ended just now: the next look finds which.
        }
        catch (OperationInterruptedException refused) when (refused.ShutdownReason is { } told)
        {
            Fail(queue, told.ReplyCode == NotFound, told.ReplyText);
        }
        catch (Exception e) when (e is RabbitMQClientException or TimeoutException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Fail(queue, false, Refusals.Of(e));
        }
    }

    private async Task StartAsync(string queue, CancellationToken cancellationToken)
    {
        var consumer = new QueueConsumer(queue, await link.OpenChannelAsync(cancellationToken), intake);
        try
        {
            await consumer.StartAsync(settings.MaxInflight, cancellationToken);
        }
        catch
        {
            await consumer.DisposeAsync();
            throw;
        }
        running.Add(queue, consumer);
        Mend(queue);
        Log.Listens(logger, queue);
    }

    private async Task EndAsync(string queue)
    {
        if (!running.Remove(queue, out var consumer))
            return;
        await consumer.DisposeAsync();
        context.Lag.Clear(queue);
    }

    private void Fail(string queue, bool isMissing, string told)
    {
        var reason = isMissing ? "there is no such queue; declare it, or change the functions' topics" : $"the server refuses it ({told.ReplaceLineEndings(" ")})";
        // A topic without a connector's name may be another's, who has it. Who listens may change while the reason stays.
        var isShown = !isMissing || settings.Topics is not null || Listeners.AreMeant(context.Topics.Subscribers, queue);
        if (isShown)
            context.Faults.Set(Subject(queue), $"queue {queue} brings nothing to {Listeners.Of(context.Topics.Subscribers, queue)}: {reason}. It is tried again for ever");
        else
            context.Faults.Clear(Subject(queue));
        if (faulty.TryGetValue(queue, out var former) && former == (reason, isShown))
            return;
        faulty[queue] = (reason, isShown);
        if (isShown)
            Log.Refused(logger, queue, reason);
        else
            Log.LooksFor(logger, queue);
    }

    private void Mend(string queue)
    {
        if (faulty.Remove(queue))
            context.Faults.Clear(Subject(queue));
    }

    private static string Subject(string queue) => $"queue {queue}";
}
