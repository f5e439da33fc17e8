using Connectors.Core.Invocations;

namespace Connectors.Conformance.Queues;

/// <summary>What waits for a time.</summary>
public abstract class DelayConformance : QueueConformance
{
    private static DateTimeOffset In(TimeSpan delay) => TimeProvider.System.GetUtcNow() + delay;

    [Fact]
    public async Task A_delayed_call_waits_and_says_until_when()
    {
        var due = In(TimeSpan.FromHours(1));
        var callId = await EnqueueAsync(Call() with { NotBefore = due });
        Assert.Empty(await LeaseAllAsync());
        var record = await RecordAsync(callId);
        Assert.Equal(InvocationState.Queued, record.State);
        Assert.Equal(due, Assert.NotNull(record.NotBefore), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task A_delayed_call_is_leased_when_it_is_due_and_not_before()
    {
        var due = In(TimeSpan.FromMilliseconds(700));
        await EnqueueAsync(Call() with { NotBefore = due });
        await using var lease = await LeaseOneAsync();
        Assert.True(TimeProvider.System.GetUtcNow() >= due - TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task A_sooner_one_overtakes_a_later_one_that_came_first()
    {
        await EnqueueAsync(Call("later") with { NotBefore = In(TimeSpan.FromHours(1)) });
        await EnqueueAsync(Call("sooner") with { NotBefore = In(TimeSpan.FromMilliseconds(300)) });
        Assert.Equal("sooner", await TextAsync((await LeaseOneAsync()).Invocation.Body));
    }

    [Fact]
    public async Task A_time_in_the_past_is_now()
    {
        var callId = await EnqueueAsync(Call() with { NotBefore = DateTimeOffset.UnixEpoch });
        Assert.Equal(callId, (await LeaseOneAsync()).Invocation.CallId);
    }

    [Fact]
    public async Task A_delay_outlives_restart_and_crash()
    {
        await EnqueueAsync(Call("far") with { NotBefore = In(TimeSpan.FromHours(1)) });
        await EnqueueAsync(Call("near") with { NotBefore = In(TimeSpan.FromSeconds(1)) });
        await Subject.RestartAsync();
        await Subject.CrashAsync();
        Assert.Equal("near", await TextAsync((await LeaseOneAsync()).Invocation.Body));
        Assert.Empty(await LeaseAllAsync());
    }

    [Fact]
    public async Task A_retry_waits_for_its_delay()
    {
        var callId = await EnqueueAsync(Call());
        await RetryAsync(await LeaseOneAsync(), TimeSpan.FromHours(1));
        Assert.Empty(await LeaseAllAsync());
        var record = await RecordAsync(callId);
        Assert.Equal(InvocationState.Retrying, record.State);
        Assert.NotNull(record.NotBefore);
    }
}
