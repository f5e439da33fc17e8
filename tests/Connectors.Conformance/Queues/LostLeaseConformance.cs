using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Conformance.Queues;

/// <summary>Leases that nobody ends.</summary>
public abstract class LostLeaseConformance : QueueConformance
{
    protected override QueueTestOptions Options => new() { LeaseTime = TimeSpan.FromMilliseconds(600) };

    [Fact]
    public async Task A_lease_let_go_runs_out_and_counts_as_an_attempt()
    {
        var callId = await EnqueueAsync(Call());
        var lost = await LeaseOneAsync();
        await lost.DisposeAsync();
        await using var next = await LeaseOneAsync();
        Assert.Equal((callId, 2), (next.Invocation.CallId, next.Attempt));
        var attempt = (await RecordAsync(callId)).Attempts[0];
        Assert.Equal((1, (int?)null), (attempt.Number, attempt.Status));
        Assert.NotNull(attempt.Error);
    }

    [Fact]
    public async Task A_lost_lease_runs_out_although_another_call_is_cancelled()
    {
        var callId = await EnqueueAsync(Call());
        await using var lost = await LeaseOneAsync();
        var other = await EnqueueAsync(Call());
        await Subject.Records.CancelAsync(other, Cancellation);
        await lost.DisposeAsync();
        await using var next = await LeaseOneAsync();
        Assert.Equal((callId, 2), (next.Invocation.CallId, next.Attempt));
    }

    [Fact]
    public async Task Of_two_competing_leases_only_the_holder_completes()
    {
        var callId = await EnqueueAsync(Call());
        var lost = await LeaseOneAsync();
        await lost.DisposeAsync();
        await using var holder = await LeaseOneAsync();
        await FiresAsync(lost.Interrupted);
        Assert.Equal(LeaseInterruption.Lost, lost.Interruption);
        var ends = await Task.WhenAll(Task.Run(() => CompleteAsync(lost, "late")), Task.Run(() => CompleteAsync(holder, "mine")));
        Assert.Equal([false, true], ends);
        Assert.Equal("mine", await TextAsync((await Subject.Records.GetResultAsync(callId, Cancellation))!.Body));
        Assert.Equal([1, 2], (await RecordAsync(callId)).Attempts.Select(attempt => attempt.Number));
    }

    [Fact]
    public async Task A_held_lease_outlives_many_lease_times()
    {
        await EnqueueAsync(Call());
        await using var held = await LeaseOneAsync();
        // Another that is let go runs out three times meanwhile.
        await EnqueueAsync(CallOf(Other));
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            await using var lost = await LeaseOneAsync();
            Assert.Equal((Other, attempt), (lost.Invocation.Function, lost.Attempt));
        }
        Assert.False(held.Interrupted.IsCancellationRequested);
        Assert.True(await CompleteAsync(held));
    }

    [Fact]
    public async Task What_kills_its_worker_each_time_is_seen_to()
    {
        var callId = await EnqueueAsync(Call());
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Equal(attempt, (await LeaseOneAsync()).Attempt);
            await Subject.CrashAsync();
        }
        await using var lease = await LeaseOneAsync();
        Assert.Equal(4, lease.Attempt);
        Assert.True(await lease.EndAsync(new AttemptOutcome.Dead(null, Answer("", 503), "it never came back"), Cancellation));
        var record = await RecordAsync(callId);
        Assert.Equal((InvocationState.Dead, "it never came back", 3), (record.State, record.Reason, record.Attempts.Count));
    }
}
