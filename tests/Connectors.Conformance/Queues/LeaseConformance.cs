using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Conformance.Queues;

/// <summary>Leasing and the ways a lease ends.</summary>
public abstract class LeaseConformance : QueueConformance
{
    [Fact]
    public async Task Leasing_waits_for_something_to_lease()
    {
        var waiting = LeaseAsync(10);
        Assert.False(waiting.IsCompleted);
        var callId = await EnqueueAsync(Call());
        Assert.Equal(callId, Assert.Single(await waiting).Invocation.CallId);
    }

    [Fact]
    public async Task A_cancelled_wait_leases_nothing()
    {
        using var impatience = new CancellationTokenSource();
        var waiting = Subject.Queue.LeaseAsync(new LeaseRequest { Worker = "impatient", Count = 1, Limits = new FunctionLimits() }, impatience.Token).AsTask();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await EnqueueAsync(Call());
        Assert.Equal(1, (await LeaseOneAsync()).Attempt);
    }

    [Fact]
    public async Task No_more_than_asked_for_and_none_twice()
    {
        for (var n = 0; n < 30; n++)
            await EnqueueAsync(Call($"{n}"));
        var seen = new List<CallId>();
        while (seen.Count < 30)
        {
            var leases = await LeaseAsync(7);
            Assert.InRange(leases.Count, 1, 7);
            seen.AddRange(leases.Select(lease => lease.Invocation.CallId));
        }
        Assert.Equal(30, seen.Distinct().Count());
    }

    [Fact]
    public async Task Competing_workers_share_without_overlap()
    {
        var enqueued = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => EnqueueAsync(Call($"{n}"))));
        var left = enqueued.Length;
        var workers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var mine = new List<CallId>();
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await using var lease = await LeaseOneAsync();
                mine.Add(lease.Invocation.CallId);
                Assert.True(await CompleteAsync(lease));
            }
            return mine;
        }));
        var leased = (await Task.WhenAll(workers)).SelectMany(mine => mine).ToList();
        Assert.Equal(100, leased.Distinct().Count());
        Assert.Equal(100, leased.Count);
    }

    [Fact]
    public async Task Completion_is_recorded_with_its_history()
    {
        var callId = await EnqueueAsync(Call());
        Assert.Equal(InvocationState.Queued, await StateAsync(callId));
        await using var lease = await LeaseOneAsync();
        var running = await RecordAsync(callId);
        Assert.Equal(InvocationState.Running, running.State);
        Assert.Equal(("tester", 1, (double?)null), (running.Attempts[0].Worker, running.Attempts[0].Number, running.Attempts[0].Seconds));
        Assert.True(await CompleteAsync(lease));
        var record = await RecordAsync(callId);
        Assert.Equal(InvocationState.Succeeded, record.State);
        Assert.Equal((QueueName, "shout", "openfaas-fn", 1), (record.Queue, record.Function, record.Namespace, record.Run));
        var attempt = Assert.Single(record.Attempts);
        Assert.Equal((1, 1, 0.25, 200, null, "tester"), (attempt.Run, attempt.Number, attempt.Seconds, attempt.Status, attempt.Error, attempt.Worker));
        Assert.Null(record.Callback);
        Assert.Null(record.Reason);
    }

    [Fact]
    public async Task An_ended_lease_ends_only_once()
    {
        var callId = await EnqueueAsync(Call());
        await using var lease = await LeaseOneAsync();
        var ends = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => Task.Run(() => CompleteAsync(lease, $"{n}"))));
        Assert.Single(ends, mine => mine);
        Assert.False(await KillAsync(lease));
        Assert.False(await RetryAsync(lease));
        var record = await RecordAsync(callId);
        Assert.Equal(InvocationState.Succeeded, record.State);
        Assert.Single(record.Attempts);
    }

    [Fact]
    public async Task A_retry_comes_back_as_the_next_attempt()
    {
        var callId = await EnqueueAsync(Call());
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await using var lease = await LeaseOneAsync();
            Assert.Equal(attempt, lease.Attempt);
            Assert.Equal("hello", await TextAsync(lease.Invocation.Body));
            Assert.True(await RetryAsync(lease));
            Assert.Equal(InvocationState.Retrying, await StateAsync(callId));
        }
        await CompleteAsync(await LeaseOneAsync());
        var record = await RecordAsync(callId);
        Assert.Equal([(1, 503), (2, 503), (3, 503), (4, 200)], record.Attempts.Select(attempt => (attempt.Number, attempt.Status!.Value)));
    }

    [Fact]
    public async Task A_call_that_never_arrived_uses_up_no_attempt_but_is_remembered()
    {
        var callId = await EnqueueAsync(Call());
        await RetryAsync(await LeaseOneAsync(), counts: false);
        var second = await LeaseOneAsync();
        var since = Assert.NotNull(second.UnreachableSince);
        Assert.Equal(1, second.Attempt);
        await RetryAsync(second, counts: false);
        var third = await LeaseOneAsync();
        Assert.Equal(since, third.UnreachableSince);
        await RetryAsync(third, counts: true);
        var fourth = await LeaseOneAsync();
        Assert.Null(fourth.UnreachableSince);
        Assert.Equal(2, fourth.Attempt);
        Assert.Equal([1, 1, 1], (await RecordAsync(callId)).Attempts.Take(3).Select(attempt => attempt.Number));
    }

    [Fact]
    public async Task Giving_back_is_as_if_it_had_not_been_leased()
    {
        var callId = await EnqueueAsync(Call());
        Assert.True(await (await LeaseOneAsync()).EndAsync(new AttemptOutcome.GiveBack(), Cancellation));
        Assert.Equal(InvocationState.Queued, await StateAsync(callId));
        Assert.Empty((await RecordAsync(callId)).Attempts);
        Assert.Equal(1, (await LeaseOneAsync()).Attempt);
    }

    [Fact]
    public async Task A_result_that_breaks_off_leaves_the_lease_as_it_was()
    {
        var callId = await EnqueueAsync(Call());
        await using var lease = await LeaseOneAsync();
        var broken = new FunctionResult { Status = 200, Body = InvocationBody.FromStream(new BreakingStream(100_000)) };
        await Assert.ThrowsAsync<IOException>(() => lease.EndAsync(new AttemptOutcome.Completed(Report(200), broken), Cancellation).AsTask());
        Assert.Equal(InvocationState.Running, await StateAsync(callId));
        Assert.True(await RetryAsync(lease));
    }
}
