using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Conformance.Queues;

/// <summary>Of one function's invocations with equal keys the next runs when the former has ended.</summary>
public abstract class OrderingConformance : QueueConformance
{
    private static NewInvocation Keyed(string body, string key = "k") => Call(body) with { OrderingKey = key };

    private async Task<string[]> LeasableAsync() =>
        await Task.WhenAll((await LeaseAllAsync()).Select(lease => TextAsync(lease.Invocation.Body)));

    [Fact]
    public async Task The_next_waits_until_the_former_has_ended_however_it_ends()
    {
        Requires(QueueFeatures.OrderingKeys);
        foreach (var body in new[] { "1", "2", "3", "4" })
            await EnqueueAsync(Keyed(body));
        var first = Assert.Single(await LeaseAllAsync());
        Assert.Empty(await LeaseAllAsync());
        await CompleteAsync(first);
        var second = Assert.Single(await LeaseAllAsync());
        Assert.Equal("2", await TextAsync(second.Invocation.Body));
        await KillAsync(second);
        var third = Assert.Single(await LeaseAllAsync());
        Assert.Equal("3", await TextAsync(third.Invocation.Body));
        await Subject.Records.CancelAsync(third.Invocation.CallId, Cancellation);
        Assert.Equal(["4"], await LeasableAsync());
    }

    [Fact]
    public async Task A_retry_or_a_delay_blocks()
    {
        Requires(QueueFeatures.OrderingKeys);
        await EnqueueAsync(Keyed("1"));
        await EnqueueAsync(Keyed("2"));
        await RetryAsync(await LeaseOneAsync(), TimeSpan.FromHours(1));
        await EnqueueAsync(Keyed("3", "delayed") with { NotBefore = TimeProvider.System.GetUtcNow().AddHours(1) });
        await EnqueueAsync(Keyed("4", "delayed"));
        Assert.Empty(await LeaseAllAsync());
    }

    [Fact]
    public async Task Giving_back_keeps_the_place()
    {
        Requires(QueueFeatures.OrderingKeys);
        await EnqueueAsync(Keyed("1"));
        await EnqueueAsync(Keyed("2"));
        await (await LeaseOneAsync()).EndAsync(new AttemptOutcome.GiveBack(), Cancellation);
        Assert.Equal(["1"], await LeasableAsync());
    }

    [Fact]
    public async Task Other_keys_other_functions_and_no_key_do_not_wait()
    {
        Requires(QueueFeatures.OrderingKeys);
        await EnqueueAsync(Keyed("1"));
        await EnqueueAsync(Keyed("2", "K"));
        await EnqueueAsync(Keyed("3") with { Function = Other });
        await EnqueueAsync(Call("4"));
        await EnqueueAsync(Call("5"));
        Assert.Equal(["1", "2", "3", "4", "5"], (await LeasableAsync()).Order());
    }

    [Fact]
    public async Task A_blocked_one_can_be_cancelled_and_the_line_goes_on()
    {
        Requires(QueueFeatures.OrderingKeys);
        await EnqueueAsync(Keyed("1"));
        var second = await EnqueueAsync(Keyed("2"));
        await EnqueueAsync(Keyed("3"));
        var first = await LeaseOneAsync();
        Assert.Equal(CancelOutcome.Cancelled, await Subject.Records.CancelAsync(second, Cancellation));
        Assert.Empty(await LeaseAllAsync());
        await CompleteAsync(first);
        Assert.Equal(["3"], await LeasableAsync());
    }

    [Fact]
    public async Task Order_outlives_crash_and_redrive_joins_the_line()
    {
        Requires(QueueFeatures.OrderingKeys);
        await EnqueueAsync(Keyed("1"));
        await EnqueueAsync(Keyed("2"));
        await KillAsync(await LeaseOneAsync());
        var second = await LeaseOneAsync();
        await Subject.DeadLetters.RedriveAsync(new DeadLetterSelection(QueueName), Cancellation);
        Assert.Empty(await LeaseAllAsync());
        await CompleteAsync(second);
        await Subject.CrashAsync();
        Assert.Equal(["1"], await LeasableAsync());
    }

    [Fact]
    public async Task Many_run_in_order_under_many_workers()
    {
        Requires(QueueFeatures.OrderingKeys);
        for (var n = 0; n < 40; n++)
            await EnqueueAsync(Keyed($"{n:00}", $"key{n % 4}"));
        var (left, seen) = (40, new List<string>());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await using var lease = await LeaseOneAsync();
                var body = await TextAsync(lease.Invocation.Body);
                lock (seen)
                    seen.Add(body);
                await CompleteAsync(lease);
            }
        })));
        foreach (var line in seen.GroupBy(body => int.Parse(body) % 4))
            Assert.Equal(line.Order(), line);
    }
}
