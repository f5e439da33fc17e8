using System.Collections.Concurrent;
using Connectors.Core.Functions;
using Connectors.Queues.JetStream.Lanes;
using Connectors.Queues.JetStream.Naming;
using NATS.Client.JetStream;

namespace Connectors.Queues.JetStream.Leasing;

/// <summary>The intakes of what workers take: one a lane, or one a queue. Thread-safe.</summary>
internal sealed class LaneIntakes(JetStreamStore store)
{
    // How many invocations of one queue are looked at to find another function's turn.
    private const int LookAhead = 256;
    private const int MostOfLane = 64;

    private readonly ModeSwitch mode = new(store);
    private readonly IdleLanes idle = new(store);
    private readonly ConcurrentDictionary<Lane, Intake> ofLanes = new();
    private readonly ConcurrentDictionary<string, Intake> ofQueues = new(StringComparer.Ordinal);

    /// <summary>Asks for what could be leased now.</summary>
    /// <param name="lanes">Lanes that may give something.</param>
    /// <param name="count">How many leases are wanted.</param>
    /// <param name="available">How many of a lane could be leased.</param>
    public void Ask(IReadOnlyList<Lane> lanes, int count, Func<Lane, int> available)
    {
        if (store.Own.Consumers == ConsumerMode.Shared)
        {
            foreach (var queue in lanes.Select(lane => lane.Queue).Distinct(StringComparer.Ordinal))
                OfQueue(queue).Ask(LookAhead - store.Pool.Count, LookAhead, store.Generation);
            return;
        }
        foreach (var lane in lanes)
        {
            var intake = OfLane(lane);
            if (intake.IsAsking || idle.IsAsleep(lane) || store.Pool.Of(lane) > 0)
                continue;
            intake.Ask(Math.Min(Math.Min(count, available(lane)) + intake.WorthAhead, MostOfLane), Math.Max(1, count / lanes.Count), store.Generation);
        }
    }

    /// <summary>Asks for what will be leased in a moment, so that nobody waits for it then.</summary>
    /// <param name="taken">What has just been taken from the pool.</param>
    public void AskAhead(IReadOnlyList<Arrival<Lane>> taken)
    {
        if (store.Own.Consumers == ConsumerMode.Shared)
            return;
        var last = default(Lane);
        foreach (var arrival in taken)
        {
            if (arrival.Key == last)
                continue;
            last = arrival.Key;
            var intake = OfLane(last);
            var worth = intake.WorthAhead;
            if (worth > 0 && !intake.IsAsking && store.Pool.Of(last) <= worth / 2 && !store.Board.IsPaused(last))
                intake.Ask(worth, worth, store.Generation);
        }
    }

    /// <summary>Makes a lane's consumer before its first invocation comes.</summary>
    public Task PrepareAsync(Lane lane, CancellationToken cancellationToken) =>
        store.Own.Consumers == ConsumerMode.Shared ? OfQueue(lane.Queue).PrepareAsync(cancellationToken) : OfLane(lane).PrepareAsync(cancellationToken);

    /// <summary>Lets go of the consumers that have had nothing for long.</summary>
    public async Task RestAsync(CancellationToken cancellationToken)
    {
        if (!store.Link.IsOpen)
            return;
        foreach (var (lane, intake) in ofLanes)
        {
            if (store.Time.GetElapsedTime(intake.BusyAt) >= store.Own.ConsumerIdle && !idle.IsAsleep(lane) && await idle.TrySleepAsync(lane, cancellationToken))
                intake.Forget();
        }
    }

    public Task IdleAsync() => Task.WhenAll(ofLanes.Values.Concat(ofQueues.Values).Select(intake => intake.Idle));

    private Intake OfLane(Lane lane) => ofLanes.TryGetValue(lane, out var intake) ? intake : ofLanes.GetOrAdd(lane, one => new Intake(
        one.Consumer, one.Stream, cancellation => MakeAsync(one.Queue, () => Consumers.OfLaneAsync(store, one, cancellation), cancellation),
        message => store.Pool.Add(one, message), store.Pool.Changes.Notify, store.Own.ConsumerIdle / 2, store.Own.Replicas > 1, store.Time, store.Logger));

    private Intake OfQueue(string queue) => ofQueues.TryGetValue(queue, out var intake) ? intake : ofQueues.GetOrAdd(queue, one => new Intake(
        Names.SharedConsumer, Lane.StreamOf(one), cancellation => MakeAsync(one, () => Consumers.SharedAsync(store, one, cancellation), cancellation),
        message => store.Pool.Add(LaneOf(message.Subject, one), message), store.Pool.Changes.Notify, store.Own.ConsumerIdle / 2, store.Own.Replicas > 1, store.Time, store.Logger));

    private async Task<INatsJSConsumer> MakeAsync(string queue, Func<Task<INatsJSConsumer>> make, CancellationToken cancellationToken)
    {
        await store.EnsureStreamAsync(queue, cancellationToken);
        await store.MendStreamAsync(Lane.StreamOf(queue), cancellationToken);
        await mode.MakeRoomAsync(queue, cancellationToken);
        return await make();
    }

    private Lane LaneOf(string subject, string queue)
    {
        var function = Lane.Read(subject)?.Function ?? new FunctionName("unknown", "unknown");
        return store.Board.TryGet(queue, function, out var lane) ? lane : new Lane(queue, function);
    }
}
