using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Conformance.Queues;

/// <summary>Cancelling in each state.</summary>
public abstract class CancelConformance : QueueConformance
{
    private async Task<CancelOutcome> CancelAsync(CallId callId) => await Subject.Records.CancelAsync(callId, Cancellation);

    [Fact]
    public async Task What_is_queued_delayed_or_retrying_is_removed()
    {
        var retrying = await EnqueueAsync(Call());
        await RetryAsync(await LeaseOneAsync(), TimeSpan.FromHours(1));
        var queued = await EnqueueAsync(Call(new string('x', 10_000)));
        var delayed = await EnqueueAsync(Call() with { NotBefore = TimeProvider.System.GetUtcNow().AddHours(1) });
        foreach (var callId in new[] { retrying, queued, delayed })
        {
            Assert.Equal(CancelOutcome.Cancelled, await CancelAsync(callId));
            Assert.Equal(InvocationState.Cancelled, await StateAsync(callId));
            Assert.Equal(CancelOutcome.AlreadyEnded, await CancelAsync(callId));
        }
        Assert.Empty(await LeaseAllAsync());
    }

    [Fact]
    public async Task What_runs_is_aborted_and_its_outcome_does_not_count()
    {
        var callId = await EnqueueAsync(Call() with { CallbackUrl = new Uri("http://example.com/") });
        await using var lease = await LeaseOneAsync();
        Assert.Equal(CancelOutcome.Cancelled, await CancelAsync(callId));
        await FiresAsync(lease.Interrupted);
        Assert.Equal(LeaseInterruption.Cancelled, lease.Interruption);
        Assert.False(await CompleteAsync(lease));
        var record = await RecordAsync(callId);
        Assert.Equal(InvocationState.Cancelled, record.State);
        Assert.NotNull(record.Reason);
        Assert.Null(await Subject.Records.GetResultAsync(callId, Cancellation));
    }

    [Fact]
    public async Task What_is_cancelled_sends_no_callback()
    {
        var cancelled = await EnqueueAsync(Call() with { CallbackUrl = new Uri("http://example.com/1") });
        await CancelAsync(cancelled);
        var sent = await EnqueueAsync(Call() with { CallbackUrl = new Uri("http://example.com/2") });
        await CompleteAsync(await LeaseOneAsync());
        await using var callback = await LeaseCallbackAsync();
        Assert.Equal(sent, callback.Delivery.CallId);
        Assert.Equal(1, (await Subject.Statistics.GetAsync(Cancellation))[0].CallbacksPending);
    }

    [Fact]
    public async Task The_others_of_the_function_are_still_given_out()
    {
        var delayed = await EnqueueAsync(Call() with { NotBefore = TimeProvider.System.GetUtcNow().AddHours(1) });
        var first = await EnqueueAsync(Call());
        await using var running = await LeaseOneAsync();
        var others = new[] { await EnqueueAsync(Call()), await EnqueueAsync(Call()), await EnqueueAsync(Call()) };
        Assert.Equal(CancelOutcome.Cancelled, await CancelAsync(delayed));
        Assert.Equal(CancelOutcome.Cancelled, await CancelAsync(others[1]));
        await using var second = await LeaseOneAsync();
        await using var third = await LeaseOneAsync();
        Assert.Equal([first, others[0], others[2]], new[] { running, second, third }.Select(lease => lease.Invocation.CallId));
    }

    [Fact]
    public async Task What_has_ended_stays_as_it_is()
    {
        var done = await EnqueueAsync(Call());
        await CompleteAsync(await LeaseOneAsync());
        var dead = await EnqueueAsync(Call());
        await KillAsync(await LeaseOneAsync());
        Assert.Equal(CancelOutcome.AlreadyEnded, await CancelAsync(done));
        Assert.Equal(CancelOutcome.AlreadyEnded, await CancelAsync(dead));
        Assert.Equal((InvocationState.Succeeded, InvocationState.Dead), (await StateAsync(done), await StateAsync(dead)));
    }

    [Fact]
    public async Task An_unknown_one_is_unknown()
    {
        Assert.Equal(CancelOutcome.Unknown, await CancelAsync(CallId.New()));
        Assert.Null(await Subject.Records.GetAsync(CallId.New(), Cancellation));
        Assert.Null(await Subject.Records.GetResultAsync(CallId.New(), Cancellation));
    }

    [Fact]
    public async Task A_cancel_outlives_a_crash()
    {
        var callId = await EnqueueAsync(Call());
        await CancelAsync(callId);
        await Subject.CrashAsync();
        Assert.Equal(InvocationState.Cancelled, await StateAsync(callId));
        Assert.Empty(await LeaseAllAsync());
    }
}
