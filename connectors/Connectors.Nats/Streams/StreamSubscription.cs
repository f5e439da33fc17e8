using Connectors.Nats.Linking;
using Connectors.Nats.Messages;
using Connectors.Sdk;
using Connectors.Sdk.Events;
using Connectors.Sdk.Topics;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Connectors.Nats.Streams;

/// <summary>
/// Takes what a stream keeps of a subject, through a durable consumer that replicas share. A message is acknowledged once it is queued; until
/// then the stream is told that it is in hand, so that no other replica gets it while this one lives.
/// </summary>
internal sealed class StreamSubscription(
    string subject, StreamConfig stream, NatsSettings settings, INatsJSContext streams, Dispatching dispatching, ConnectorLag lag, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LagEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RefusedWaits = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    private readonly string name = ConsumerName.Of(settings.Durable, subject);
    private readonly TopicPattern pattern = Read(subject);
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool takes;

    /// <summary>Completes when the stream remembers what we have taken, or the first try has failed.</summary>
    public Task Begun => begun.Task;

    /// <summary>True for what comes from here; while the stream lets us take nothing, nothing does.</summary>
    public bool Takes(string published) => takes && pattern.Matches(published);

    /// <param name="stopping">Takes no more.</param>
    /// <param name="finish">Gives up what has been taken: it comes again.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken finish)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var measuring = MeasureAsync(ended.Token);
        var running = new List<Task>();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var consumer = await EnsureAsync(stopping);
                takes = true;
                begun.TrySetResult();
                await ConsumeAsync(consumer, running, stopping, finish);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is NatsException or OperationCanceledException)
            {
                Log.StreamPostponed(logger, subject, stream.Name!, e.GetBaseException().Message);
                begun.TrySetResult();
                await Task.Delay(AfterFault, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        begun.TrySetResult();
        await Task.WhenAll(running);
        await ended.CancelAsync();
        await measuring;
        lag.Clear(Source);
    }

    /// <summary>Nobody listens to the subject any more: the stream forgets what was taken.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        try
        {
            await streams.DeleteConsumerAsync(stream.Name!, name, cancellationToken);
        }
        catch (NatsException e)
        {
            Log.NotForgotten(logger, name, stream.Name!, e.GetBaseException().Message);
        }
    }

    private string Source => $"{stream.Name} {subject}";

    private async Task ConsumeAsync(INatsJSConsumer consumer, List<Task> running, CancellationToken stopping, CancellationToken finish)
    {
        var options = new NatsJSConsumeOpts { MaxMsgs = settings.MaxInflight };
        await foreach (var message in consumer.ConsumeAsync<byte[]>(opts: options, cancellationToken: stopping))
        {
            await dispatching.RoomAsync(stopping);
            running.RemoveAll(task => task.IsCompletedSuccessfully);
            running.Add(DispatchAsync(message, finish));
        }
    }

    private async Task DispatchAsync(INatsJSMsg<byte[]> message, CancellationToken finish)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(finish);
        var holding = HoldAsync(message, done.Token);
        try
        {
            await SettleAsync(message, finish);
        }
        catch (Exception e) when (e is NatsException or OperationCanceledException)
        {
            // Not acknowledged: it comes again, and its id makes that harmless.
            Log.NotAcknowledged(logger, message.Subject, e.GetBaseException().Message);
        }
        finally
        {
            await done.CancelAsync();
            await holding;
            dispatching.Leave();
        }
    }

    private async Task SettleAsync(INatsJSMsg<byte[]> message, CancellationToken finish)
    {
        try
        {
            await dispatching.DispatchAsync(Read(message), finish);
            await message.AckAsync(cancellationToken: finish);
        }
        catch (EventRefusedException refused)
        {
            // It stays in the stream until what refuses it is mended: nothing is dropped.
            var bytes = message.Data?.Length ?? 0;
            Log.NotDispatched(logger, message.Subject, bytes, refused.Message);
            dispatching.ShowRefused(
                subject,
                $"a message of {bytes} bytes on {message.Subject} waits in stream {stream.Name}: {refused.Message} Raise it and start the connector again, or remove the message");
            await message.NakAsync(delay: RefusedWaits, cancellationToken: finish);
        }
    }

    private async Task HoldAsync(INatsJSMsg<byte[]> message, CancellationToken done)
    {
        using var timer = new PeriodicTimer(settings.AckWait / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
                await message.AckProgressAsync(cancellationToken: done);
        }
        catch (Exception e) when (e is OperationCanceledException or NatsException)
        {
            // Over, or the connection is gone: then the stream decides who gets it.
        }
    }

    private static TopicPattern Read(string subject) =>
        TopicPattern.TryParse(subject, TopicLanguage.Nats, out var pattern, out var fault) ? pattern : throw new ArgumentException(fault, nameof(subject));

    private NatsMessage Read(INatsJSMsg<byte[]> message)
    {
        var place = message.Metadata is { } known ? new StreamPlace(stream.Name!, known.Sequence.Stream, known.NumDelivered, known.Timestamp) : default(StreamPlace?);
        return new NatsMessage(message.Subject, message.Headers, message.Data ?? [], null, place);
    }

    private async Task<INatsJSConsumer> EnsureAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await streams.GetConsumerAsync(stream.Name!, name, cancellationToken);
        }
        catch (NatsJSApiException missing) when (missing.Error.Code == 404)
        {
            var consumer = new ConsumerConfig(name)
            {
                DurableName = name,
                FilterSubject = subject,
                AckPolicy = ConsumerConfigAckPolicy.Explicit,
                AckWait = settings.AckWait,
                MaxAckPending = -1,
                MaxDeliver = -1,
            };
            // A work queue is consumed from its beginning or not at all.
            if (stream.Retention != StreamConfigRetention.Workqueue)
                StartPosition.Parse(settings.Start)!.ApplyTo(consumer);
            return await streams.CreateOrUpdateConsumerAsync(stream.Name!, consumer, cancellationToken);
        }
    }

    private async Task MeasureAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(LagEvery, time);
        while (!ended.IsCancellationRequested)
        {
            try
            {
                if (!await timer.WaitForNextTickAsync(ended))
                    return;
                lag.Set(Source, (long)(await streams.GetConsumerAsync(stream.Name!, name, ended)).Info.NumPending);
            }
            catch (Exception e) when (e is OperationCanceledException or NatsException)
            {
                // Ended, or no server to ask: the last number stands.
            }
        }
    }
}
