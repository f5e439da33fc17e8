using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Conformance.Queues;

/// <summary>
/// A process that dies between any two steps: nothing accepted is lost, nothing completes twice, and what is repeated is repeated under
/// the same id.
/// </summary>
public abstract class CrashConformance : QueueConformance
{
    private static readonly NewInvocation Important = Call(new string('i', 20_000)) with
    {
        Deduplication = new DeduplicationKey("key", "important"),
        CallbackUrl = new Uri("http://example.com/"),
        OrderingKey = "k",
    };

    [Fact]
    public async Task A_death_at_any_step_loses_nothing_and_completes_nothing_twice()
    {
        Assert.NotEmpty(Subject.CrashPoints);
        foreach (var point in Subject.CrashPoints)
        {
            await using var subject = await StartAsync(Options);
            await DieAtAsync(subject, point);
            await LiveOnAsync(subject, point);
        }
    }

    [Fact]
    public async Task What_was_accepted_before_a_crash_completes_after_it()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => EnqueueAsync(Call($"{n}"))));
        foreach (var lease in await LeaseAsync(10))
            await CompleteAsync(lease);
        await LeaseAsync(10);
        await Subject.CrashAsync();
        var left = await LeaseAllAsync();
        while (left.Count > 0)
        {
            foreach (var lease in left)
                Assert.True(await CompleteAsync(lease));
            left = await LeaseAllAsync();
        }
        foreach (var callId in ids)
        {
            var record = await RecordAsync(callId);
            Assert.Equal(InvocationState.Succeeded, record.State);
            Assert.Single(record.Attempts, attempt => attempt.Status == 200);
        }
    }

    [Fact]
    public async Task An_orderly_stop_keeps_everything_too()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => EnqueueAsync(Call(new string('s', n * 200)))));
        await Subject.RestartAsync();
        var leases = await LeaseAllAsync();
        Assert.Equal(ids.Select(id => id.ToString()).Order(), leases.Select(lease => lease.Invocation.CallId.ToString()).Order());
        Assert.All(leases, lease => Assert.Equal(1, lease.Attempt));
    }

    /// <summary>Goes the whole way until the step is reached, and dies there.</summary>
    private static async Task DieAtAsync(IQueueUnderTest subject, string point)
    {
        var halted = subject.HaltAt(point);
        var way = GoAsync(subject);
        Assert.True(await Task.WhenAny(halted, way) == halted, $"The way to a delivered callback does not lead past '{point}'.");
        await subject.CrashAsync();
    }

    private static async Task GoAsync(IQueueUnderTest subject)
    {
        await subject.Queue.EnqueueAsync(Important, Cancellation);
        await RunAsync(subject);
        await DeliverAsync(subject);
    }

    /// <summary>The caller, who got no answer, tries again; the workers do what is left.</summary>
    private static async Task LiveOnAsync(IQueueUnderTest subject, string point)
    {
        var again = await subject.Queue.EnqueueAsync(Important, Cancellation);
        if ((await subject.Records.GetAsync(again.CallId, Cancellation))!.State != InvocationState.Succeeded)
            await RunAsync(subject);
        if ((await subject.Records.GetAsync(again.CallId, Cancellation))!.Callback!.State != CallbackState.Delivered)
            await DeliverAsync(subject);

        var all = (await subject.Records.ListAsync(new InvocationQuery(), Cancellation)).Items;
        var record = Assert.Single(all);
        Assert.True(record.State == InvocationState.Succeeded, $"{point}: {record.State}");
        Assert.True(record.Attempts.Count(attempt => attempt.Status == 200) == 1, $"{point}: completed more than once");
        Assert.Equal(CallbackState.Delivered, record.Callback!.State);
        Assert.Equal(20_000, (await BytesAsync((await subject.Records.GetResultAsync(again.CallId, Cancellation))!.Body)).Length);
        var status = Assert.Single(await subject.Statistics.GetAsync(Cancellation));
        Assert.Equal((0, 0, 0, 0, 0), (status.Pending, status.Running, status.Delayed, status.Dead, status.CallbacksPending));
    }

    private static async Task RunAsync(IQueueUnderTest subject)
    {
        var leases = await subject.Queue.LeaseAsync(new LeaseRequest { Worker = "w", Count = 10, Limits = new FunctionLimits() }, Cancellation);
        await using var lease = Assert.Single(leases);
        Assert.Equal(20_000, (await BytesAsync(lease.Invocation.Body)).Length);
        Assert.True(await CompleteAsync(lease, new string('o', 20_000)));
    }

    private static async Task DeliverAsync(IQueueUnderTest subject)
    {
        await using var lease = Assert.Single(await subject.Callbacks.LeaseAsync("c", 10, Cancellation));
        Assert.Equal(20_000, (await BytesAsync(lease.Delivery.Result.Body)).Length);
        Assert.True(await lease.EndAsync(new CallbackOutcome.Delivered(), Cancellation));
    }
}
