using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Queues.JetStream.Tests.Workers;

/// <summary>Processes that share a queue.</summary>
public sealed class SeveralWorkersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_that_dies_is_followed_by_another_and_completes_nothing_afterwards()
    {
        await using var rig = await Rig.StartAsync();
        var (gateway, dying, living) = (await rig.OpenAsync(), await rig.OpenAsync(), await rig.OpenAsync());
        var id = await Rig.EnqueueAsync(gateway);
        await using var lost = await Rig.LeaseOneAsync(dying, "dying");
        await dying.Link.Connection.DisposeAsync();
        await using var taken = await Rig.LeaseOneAsync(living, "living");
        Assert.Equal((id, 2), (taken.Invocation.CallId, taken.Attempt));
        Assert.True(await Rig.CompleteAsync(taken));
        await Assert.ThrowsAsync<QueueUnavailableException>(() => Rig.CompleteAsync(lost, "late"));
        var record = await Rig.RecordAsync(gateway, id);
        Assert.Equal([("dying", (int?)null), ("living", 200)], record.Attempts.Select(attempt => (attempt.Worker, attempt.Status)));
    }

    [Fact]
    public async Task A_cancel_reaches_the_worker_in_another_process()
    {
        await using var rig = await Rig.StartAsync();
        var (gateway, worker) = (await rig.OpenAsync(), await rig.OpenAsync());
        var id = await Rig.EnqueueAsync(gateway);
        await using var lease = await Rig.LeaseOneAsync(worker);
        Assert.Equal(CancelOutcome.Cancelled, await new Records.JetStreamInvocationRecords(gateway).CancelAsync(id, Cancellation));
        Assert.True(lease.Interrupted.IsCancellationRequested);
        Assert.Equal(LeaseInterruption.Cancelled, lease.Interruption);
        Assert.False(await Rig.CompleteAsync(lease));
        Assert.Equal(InvocationState.Cancelled, (await Rig.RecordAsync(worker, id)).State);
    }

    [Fact]
    public async Task A_cancel_whose_notice_is_lost_is_found_at_the_next_renewal()
    {
        await using var rig = await Rig.StartAsync();
        var store = await rig.OpenAsync();
        var id = await Rig.EnqueueAsync(store);
        await using var lease = await Rig.LeaseOneAsync(store);
        var found = await store.Records.ReadAsync(id, Cancellation);
        Assert.NotNull(await store.Records.WriteAsync(found.Record! with { State = InvocationState.Cancelled, Lease = null }, found.Version, Cancellation));
        await Rig.EventuallyAsync(() => Task.FromResult(lease.Interrupted.IsCancellationRequested));
        Assert.Equal(LeaseInterruption.Cancelled, lease.Interruption);
    }

    [Fact]
    public async Task A_pause_holds_in_every_process()
    {
        await using var rig = await Rig.StartAsync();
        var (gateway, worker) = (await rig.OpenAsync(), await rig.OpenAsync());
        await Rig.EnqueueAsync(gateway);
        await new Statistics.JetStreamQueueControl(gateway).SetPausedAsync("faas-request", null, true, Cancellation);
        await Rig.EventuallyAsync(() => Task.FromResult(worker.Board.IsPaused("faas-request", null)));
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var waiting = new Invocations.JetStreamInvocationQueue(worker).LeaseAsync(
            new LeaseRequest { Worker = "w", Count = 1, Limits = new Conformance.Queues.FunctionLimits() }, impatience.Token).AsTask();
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Cancellation);
        Assert.False(waiting.IsCompleted);
        await new Statistics.JetStreamQueueControl(gateway).SetPausedAsync("faas-request", null, false, Cancellation);
        Assert.Single(await waiting);
    }

    [Fact]
    public async Task What_one_worker_has_taken_and_cannot_run_goes_to_another()
    {
        await using var rig = await Rig.StartAsync();
        var (full, free) = (await rig.OpenAsync(), await rig.OpenAsync());
        for (var n = 0; n < 6; n++)
            await Rig.EnqueueAsync(full, Rig.Call($"{n}"));
        // It asks for many and is then out of places: what is left must not stay with it.
        var mine = await Rig.LeaseAsync(full, 2);
        var others = new List<IInvocationLease>();
        while (mine.Count + others.Count < 6)
            others.AddRange(await Rig.LeaseAsync(free, 10));
        Assert.Equal(6, mine.Concat(others).Select(lease => lease.Invocation.CallId).Distinct().Count());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task A_worker_whose_clock_is_wrong_runs_what_is_due_when_it_is_due(int minutes)
    {
        await using var rig = await Rig.StartAsync();
        var (gateway, worker) = (await rig.OpenAsync(), await rig.OpenAsync(time: new WrongClock(TimeSpan.FromMinutes(minutes))));
        var due = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(2);
        await Rig.EnqueueAsync(gateway, Rig.Call() with { NotBefore = due });
        await using var lease = await Rig.LeaseOneAsync(worker);
        var late = TimeProvider.System.GetUtcNow() - due;
        Assert.InRange(late, TimeSpan.FromSeconds(-0.1), TimeSpan.FromSeconds(20));
        Assert.True(await Rig.CompleteAsync(lease));
    }

    [Fact]
    public async Task What_a_later_release_wrote_into_a_record_stays_there()
    {
        await using var rig = await Rig.StartAsync();
        var store = await rig.OpenAsync();
        var id = await Rig.EnqueueAsync(store, Rig.Call() with { RequestedCallId = "later" });
        var json = System.Text.Encoding.UTF8.GetString(Records.RecordStore.Bytes((await store.Records.ReadAsync(id, Cancellation)).Record!));
        var later = System.Text.Encoding.UTF8.GetBytes(json.Replace("{\"version\":1,", "{\"version\":2,\"colour\":{\"red\":7},", StringComparison.Ordinal));
        await store.Link.PublishAsync(Naming.Names.RecordPrefix + id, [], later, null, Cancellation);
        Assert.True(await Rig.CompleteAsync(await Rig.LeaseOneAsync(store)));
        var record = (await store.Records.ReadAsync(id, Cancellation)).Record!;
        Assert.Equal((2, "{\"red\":7}"), (record.Version, record.Later!["colour"].GetRawText()));
        Assert.Equal(InvocationState.Succeeded, record.State);
    }

    private sealed class WrongClock(TimeSpan off) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + off;
    }
}
