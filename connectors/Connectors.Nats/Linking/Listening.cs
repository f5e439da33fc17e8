using Connectors.Nats.Streams;
using Connectors.Nats.Subjects;
using Connectors.Sdk;
using Microsoft.Extensions.Logging;

namespace Connectors.Nats.Linking;

/// <summary>Takes what streams keep of the patterns from there, and what no stream keeps as it is published. Not thread-safe.</summary>
internal sealed class Listening(
    NatsSettings settings, NatsLink link, Dispatching dispatching, IConnectorContext context, TimeProvider time, ILogger logger, CancellationToken finish) : IAsyncDisposable
{
    private readonly StreamDirectory directory = new(link, settings.Streams, logger);
    private readonly Dictionary<string, RunningSubscription> subjects = new(StringComparer.Ordinal);
    private readonly Dictionary<StreamPart, RunningPart> parts = [];
    private readonly TaskCompletionSource broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile StreamSubscription[] fromStreams = [];

    /// <summary>Faults when a subscription has ended that should not have.</summary>
    public Task Broken => broken.Task;

    /// <summary>Starts what is new, ends what nobody wants any more, and moves what a stream keeps since.</summary>
    public async Task FollowAsync(string[] patterns, CancellationToken cancellationToken)
    {
        // Who was not answered the last time lets no topic wait for the next answer.
        if (directory.IsSilent)
            await ArrangeAsync(patterns, cancellationToken);
        await directory.LookAsync(cancellationToken);
        await ArrangeAsync(patterns, cancellationToken);
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(subjects.Values.Concat(parts.Values.Select(part => part.Subscription)).Select(one => one.DisposeAsync().AsTask()));

    // A stream's part is taken before its subject is left alone, and the other way round: what is published meanwhile comes by one of the two.
    private async Task ArrangeAsync(string[] patterns, CancellationToken cancellationToken)
    {
        var plan = ListeningPlan.Of(patterns, directory.Known);
        foreach (var (part, planned) in plan.Parts)
            StartPart(part, planned);
        fromStreams = [.. parts.Where(running => plan.Parts.ContainsKey(running.Key)).Select(running => running.Value.Kept)];
        await Task.WhenAll(fromStreams.Select(kept => kept.Begun)).WaitAsync(cancellationToken);
        foreach (var gone in subjects.Keys.Where(pattern => !plan.Subjects.Contains(pattern)).ToList())
            await EndSubjectAsync(gone, forget: !patterns.Contains(gone));
        foreach (var pattern in plan.Subjects)
            await StartSubjectAsync(pattern, plan);
        foreach (var gone in parts.Keys.Where(part => !plan.Parts.ContainsKey(part)).ToList())
            await EndPartAsync(gone, patterns, cancellationToken);
    }

    private void StartPart(StreamPart part, PlannedPart planned)
    {
        if (parts.TryGetValue(part, out var known))
        {
            parts[part] = known with { Patterns = planned.Patterns };
            return;
        }
        Log.ListensToStream(logger, part.Subject, part.Stream);
        var kept = new StreamSubscription(part.Subject, planned.Stream, settings, directory.Streams, dispatching, context.Lag, time, logger);
        parts.Add(part, new RunningPart(Run(kept.RunAsync), kept, planned.Patterns));
    }

    private async Task EndPartAsync(StreamPart part, string[] patterns, CancellationToken cancellationToken)
    {
        parts.Remove(part, out var ended);
        await ended!.Subscription.DisposeAsync();
        // A stream that keeps something else since may keep it again.
        if (ended.Patterns.Any(patterns.Contains))
            return;
        dispatching.Forget(part.Subject);
        await ended.Kept.ForgetAsync(cancellationToken);
    }

    private async Task StartSubjectAsync(string pattern, ListeningPlan plan)
    {
        if (subjects.ContainsKey(pattern))
        {
            if (!link.Rights.IsToBeTriedAgain(pattern))
                return;
            await EndSubjectAsync(pattern, forget: false);
        }
        else if (plan.Parts.Values.Any(part => part.Patterns.Contains(pattern)))
            Log.ListensToRest(logger, pattern);
        else
            Log.ListensToSubject(logger, pattern);
        link.Rights.Subscribing(pattern);
        subjects[pattern] = Run(new SubjectSubscription(pattern, settings.QueueGroup, link, dispatching, IsLeftToStreams, logger).RunAsync);
    }

    private async Task EndSubjectAsync(string pattern, bool forget)
    {
        subjects.Remove(pattern, out var ended);
        await ended!.DisposeAsync();
        if (!forget)
            return;
        dispatching.Forget(pattern);
        link.Rights.Forget(pattern);
    }

    private bool IsLeftToStreams(string subject)
    {
        foreach (var stream in fromStreams)
        {
            if (stream.Takes(subject))
                return true;
        }
        return false;
    }

    private RunningSubscription Run(Func<CancellationToken, CancellationToken, Task> subscription)
    {
        var stop = new CancellationTokenSource();
        return new RunningSubscription(stop, WatchedAsync(subscription(stop.Token, finish), stop.Token));
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
}
