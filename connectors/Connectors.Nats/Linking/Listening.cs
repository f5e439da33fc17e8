using Connectors.Nats.Streams;
using Connectors.Nats.Subjects;
using Connectors.Sdk;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace Connectors.Nats.Linking;

/// <summary>One subscription a pattern, from the stream that keeps it where there is one. Not thread-safe.</summary>
internal sealed class Listening(
    NatsSettings settings, NatsLink link, Dispatching dispatching, IConnectorContext context, TimeProvider time, ILogger logger, CancellationToken finish) : IAsyncDisposable
{
    private readonly StreamDirectory directory = new(link, settings.Streams);
    private readonly Dictionary<string, Subscription> running = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string[] fromStreams = [];

    /// <summary>Faults when a subscription has ended that should not have.</summary>
    public Task Broken => broken.Task;

    /// <summary>Starts what is new, ends what nobody wants any more, and moves what a stream keeps since.</summary>
    public async Task FollowAsync(string[] patterns, CancellationToken cancellationToken)
    {
        foreach (var gone in running.Keys.Except(patterns).ToList())
            await EndAsync(gone, forget: true, cancellationToken);
        foreach (var pattern in patterns)
        {
            try
            {
                await FollowAsync(pattern, cancellationToken);
            }
            catch (Exception e) when (e is NatsException && !cancellationToken.IsCancellationRequested)
            {
                // The server is away or slow: what is there stays, and the next look comes soon.
                Log.StreamPostponed(logger, pattern, "(unknown)", e.GetBaseException().Message);
            }
        }
        fromStreams = [.. running.Where(pair => pair.Value.Stream is not null).Select(pair => pair.Key)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in running.Values)
            await one.Stop.CancelAsync();
        await Task.WhenAll(running.Values.Select(one => one.Task));
        foreach (var one in running.Values)
            one.Stop.Dispose();
    }

    private async Task FollowAsync(string pattern, CancellationToken cancellationToken)
    {
        var stream = await directory.FindAsync(pattern, cancellationToken);
        if (running.TryGetValue(pattern, out var known))
        {
            if (known.Stream?.Name == stream?.Name)
                return;
            await EndAsync(pattern, forget: false, cancellationToken);
        }
        var stop = new CancellationTokenSource();
        if (stream is null)
        {
            Log.ListensToSubject(logger, pattern);
            var subject = new SubjectSubscription(pattern, settings.QueueGroup, link, dispatching, IsLeftToStreams, logger);
            running[pattern] = new Subscription(stop, WatchedAsync(subject.RunAsync(stop.Token, finish), stop.Token), null, null);
        }
        else
        {
            Log.ListensToStream(logger, pattern, stream.Name!);
            var kept = new StreamSubscription(pattern, stream, settings, directory.Streams, dispatching, context.Lag, time, logger);
            running[pattern] = new Subscription(stop, WatchedAsync(kept.RunAsync(stop.Token, finish), stop.Token), stream, kept);
        }
    }

    private bool IsLeftToStreams(string subject)
    {
        foreach (var pattern in fromStreams)
        {
            if (SubjectCover.Covers(pattern, subject))
                return true;
        }
        return false;
    }

    private async Task EndAsync(string pattern, bool forget, CancellationToken cancellationToken)
    {
        running.Remove(pattern, out var ended);
        await ended!.Stop.CancelAsync();
        await ended.Task;
        ended.Stop.Dispose();
        if (forget)
            dispatching.Forget(pattern);
        if (forget && ended.Kept is { } kept)
            await kept.ForgetAsync(cancellationToken);
    }

    private async Task WatchedAsync(Task subscription, CancellationToken stop)
    {
        try
        {
            await subscription;
            if (!stop.IsCancellationRequested)
                broken.TrySetException(new InvalidOperationException("A subscription has ended although nobody told it to."));
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            broken.TrySetException(e);
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private sealed record Subscription(CancellationTokenSource Stop, Task Task, NATS.Client.JetStream.Models.StreamConfig? Stream, StreamSubscription? Kept);
}
