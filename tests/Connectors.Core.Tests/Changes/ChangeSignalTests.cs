using Connectors.Core.Changes;

namespace Connectors.Core.Tests.Changes;

public sealed class ChangeSignalTests
{
    private readonly ChangeSignal signal = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_before_the_wait_is_not_missed()
    {
        var seen = signal.Version;
        signal.Notify();
        signal.Notify();
        Assert.Equal(seen + 2, await signal.WaitAsync(seen, Cancellation));
    }

    [Fact]
    public async Task A_waiter_waits_for_the_next_change()
    {
        var waiting = signal.WaitAsync(signal.Version, Cancellation);
        Assert.False(waiting.IsCompleted);
        signal.Notify();
        Assert.Equal(1, await waiting);
        Assert.False(signal.WaitAsync(signal.Version, Cancellation).IsCompleted);
    }

    [Fact]
    public async Task All_waiters_are_told()
    {
        var waiting = Enumerable.Range(0, 100).Select(_ => signal.WaitAsync(0, Cancellation)).ToList();
        signal.Notify();
        Assert.All(await Task.WhenAll(waiting), version => Assert.Equal(1, version));
    }

    [Fact]
    public async Task A_cancelled_wait_throws_and_leaves_the_others()
    {
        using var cancelled = new CancellationTokenSource();
        var one = signal.WaitAsync(0, cancelled.Token);
        var other = signal.WaitAsync(0, Cancellation);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        signal.Notify();
        Assert.Equal(1, await other);
    }

    [Fact]
    public async Task No_change_is_lost_between_many_writers_and_a_reader()
    {
        const int Writers = 4, Each = 5_000;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(
            () =>
            {
                for (var i = 0; i < Each; i++)
                    signal.Notify();
            },
            Cancellation)));
        for (var seen = 0L; seen < Writers * Each;)
            seen = await signal.WaitAsync(seen, Cancellation);
        await writing;
        Assert.Equal(Writers * Each, signal.Version);
    }
}
