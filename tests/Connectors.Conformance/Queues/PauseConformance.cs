namespace Connectors.Conformance.Queues;

/// <summary>Pausing and resuming.</summary>
public abstract class PauseConformance : QueueConformance
{
    private Task PauseAsync(bool paused) => Subject.Control.SetPausedAsync(QueueName, null, paused, Cancellation).AsTask();

    [Fact]
    public async Task A_paused_queue_takes_in_and_gives_nothing_out()
    {
        await EnqueueAsync(Call());
        await PauseAsync(true);
        await PauseAsync(true);
        await EnqueueAsync(Call());
        Assert.Empty(await LeaseAllAsync());
        Assert.True((await Subject.Statistics.GetAsync(Cancellation)).Single(queue => queue.Queue == QueueName).Paused);
        await PauseAsync(false);
        Assert.Equal(2, (await LeaseAllAsync()).Count);
    }

    [Fact]
    public async Task Resuming_wakes_who_waits_and_what_ran_was_left_alone()
    {
        await EnqueueAsync(Call());
        await using var running = await LeaseOneAsync();
        await PauseAsync(true);
        await EnqueueAsync(Call());
        var waiting = LeaseAsync(1);
        Assert.True(await CompleteAsync(running));
        Assert.False(waiting.IsCompleted);
        await PauseAsync(false);
        Assert.Single(await waiting);
    }

    [Fact]
    public async Task A_pause_outlives_restart_and_crash()
    {
        await PauseAsync(true);
        await EnqueueAsync(Call());
        await Subject.RestartAsync();
        Assert.Empty(await LeaseAllAsync());
        await Subject.CrashAsync();
        Assert.Empty(await LeaseAllAsync());
        await PauseAsync(false);
        Assert.Single(await LeaseAllAsync());
    }

    [Fact]
    public async Task One_function_pauses_alone()
    {
        Requires(QueueFeatures.FunctionPause);
        await Subject.Control.SetPausedAsync(QueueName, Shout, true, Cancellation);
        await EnqueueAsync(Call());
        await EnqueueAsync(CallOf(Other));
        await Subject.CrashAsync();
        Assert.Equal(Other, Assert.Single(await LeaseAllAsync()).Invocation.Function);
        var status = (await Subject.Statistics.GetAsync(Cancellation)).Single(queue => queue.Queue == QueueName);
        Assert.False(status.Paused);
        Assert.True(status.Functions.Single(function => function.Function == "shout").Paused);
        await Subject.Control.SetPausedAsync(QueueName, Shout, false, Cancellation);
        Assert.Equal(Shout, Assert.Single(await LeaseAllAsync()).Invocation.Function);
    }

    [Fact]
    public async Task What_is_paused_before_its_first_call_is_seen_to_be()
    {
        await PauseAsync(true);
        Assert.True((await Subject.Statistics.GetAsync(Cancellation)).Single(queue => queue.Queue == QueueName).Paused);
        await PauseAsync(false);
        Assert.DoesNotContain(await Subject.Statistics.GetAsync(Cancellation), queue => queue.Queue == QueueName && queue.Paused);
    }
}
