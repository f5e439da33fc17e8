using Connectors.Core.Queues;

namespace Connectors.Conformance.Queues;

/// <summary>The numbers, before and after a crash.</summary>
public abstract class StatisticsConformance : QueueConformance
{
    private async Task<QueueStatus> StatusAsync() => (await Subject.Statistics.GetAsync(Cancellation)).Single(queue => queue.Queue == QueueName);

    [Fact]
    public async Task An_empty_store_has_no_queues() => Assert.Empty(await Subject.Statistics.GetAsync(Cancellation));

    [Fact]
    public async Task Every_state_is_counted_by_queue_and_function()
    {
        await FillAsync();
        var status = await StatusAsync();
        Assert.Equal((3, 1, 2, 1, 2), (status.Pending, status.Running, status.Delayed, status.Dead, status.CallbacksPending));
        Assert.Equal(
            [new("other", "openfaas-fn", false, 1, 0, 0, 0), new("shout", "openfaas-fn", false, 2, 1, 2, 1)], status.Functions);
        Assert.True(status.OldestPendingSeconds > 0);
        Assert.False(status.Paused);
    }

    [Fact]
    public async Task A_crash_turns_running_into_pending_and_changes_no_other_number()
    {
        await FillAsync();
        await Subject.CrashAsync();
        var status = await StatusAsync();
        Assert.Equal((4, 0, 2, 1, 2), (status.Pending, status.Running, status.Delayed, status.Dead, status.CallbacksPending));
    }

    [Fact]
    public async Task An_emptied_queue_is_still_known()
    {
        await EnqueueAsync(Call());
        await CompleteAsync(await LeaseOneAsync());
        await Subject.RestartAsync();
        var status = await StatusAsync();
        Assert.Equal((0, 0, 0, 0, 0, 0.0), (status.Pending, status.Running, status.Delayed, status.Dead, status.CallbacksPending, status.OldestPendingSeconds));
        Assert.Empty(status.Functions);
    }

    [Fact]
    public async Task Who_takes_from_it_is_counted_if_that_can_be_told()
    {
        await EnqueueAsync(Call());
        Assert.True((await StatusAsync()).Consumers is null or 0);
        await using var lease = await LeaseOneAsync();
        Assert.True((await StatusAsync()).Consumers is null or 1);
        await CompleteAsync(lease);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var waiting = Subject.Queue.LeaseAsync(new LeaseRequest { Worker = "another", Count = 1, Limits = new FunctionLimits() }, stop.Token).AsTask();
        await EventuallyAsync(async () => (await StatusAsync()).Consumers is null or 1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await EventuallyAsync(async () => (await StatusAsync()).Consumers is null or 0);
    }

    private async Task FillAsync()
    {
        var later = TimeProvider.System.GetUtcNow().AddHours(1);
        await EnqueueAsync(Call() with { CallbackUrl = new Uri("http://example.com/") });
        await CompleteAsync(await LeaseOneAsync());
        await EnqueueAsync(Call() with { CallbackUrl = new Uri("http://example.com/") });
        await KillAsync(await LeaseOneAsync());
        await EnqueueAsync(Call());
        await RetryAsync(await LeaseOneAsync(), TimeSpan.FromHours(1));
        await EnqueueAsync(Call());
        await LeaseOneAsync();
        await EnqueueAsync(Call() with { NotBefore = later });
        await EnqueueAsync(Call());
        await EnqueueAsync(Call());
        await EnqueueAsync(CallOf(Other));
    }
}
