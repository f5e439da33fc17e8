using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Worker.Tests.Fakes;

namespace Connectors.Worker.Tests.Invocations;

/// <summary>Runs that end before their function has answered.</summary>
public sealed class BrokenOffRunsTests : IAsyncDisposable
{
    private readonly WorkerRig rig = new();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Theory]
    [InlineData(LeaseInterruption.Cancelled)]
    [InlineData(LeaseInterruption.Lost)]
    public async Task An_interrupted_call_is_aborted_and_nothing_more_is_recorded(LeaseInterruption why)
    {
        var aborted = false;
        rig.Invoker.Answer = async (_, cancellation) =>
        {
            cancellation.Register(() => aborted = true);
            return await FakeInvoker.NeverAsync(cancellation);
        };
        var lease = new FakeInvocationLease();
        var running = rig.RunAsync(lease);
        await Poll.UntilAsync(() => !rig.Invoker.Requests.IsEmpty);
        lease.Interrupt(why);
        await running;
        Assert.True(aborted);
        Assert.Empty(lease.Outcomes);
    }

    [Fact]
    public async Task A_stopping_worker_gives_back_what_it_breaks_off()
    {
        rig.Invoker.Answer = (_, cancellation) => FakeInvoker.NeverAsync(cancellation);
        using var abort = new CancellationTokenSource();
        var lease = new FakeInvocationLease();
        var running = rig.RunAsync(lease, abort.Token);
        await Poll.UntilAsync(() => !rig.Invoker.Requests.IsEmpty);
        await abort.CancelAsync();
        await running;
        Assert.IsType<AttemptOutcome.GiveBack>(lease.Outcome);
    }

    [Fact]
    public async Task A_stopping_worker_does_not_wait_for_a_store_that_stays_away()
    {
        using var abort = new CancellationTokenSource();
        var lease = new FakeInvocationLease { UnavailableTimes = int.MaxValue };
        var running = rig.RunAsync(lease, abort.Token);
        await Poll.UntilAsync(() => lease.UnavailableTimes < int.MaxValue - 2, rig.Time);
        await abort.CancelAsync();
        await Poll.UntilAsync(() => running.IsCompleted, rig.Time);
        await running;
        Assert.Empty(lease.Outcomes);
    }
}
