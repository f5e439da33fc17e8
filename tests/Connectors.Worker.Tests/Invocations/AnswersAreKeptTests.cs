using System.Text;
using Connectors.Core.Invocations;
using Connectors.Core.Units;
using Connectors.Worker.Tests.Fakes;

namespace Connectors.Worker.Tests.Invocations;

/// <summary>Answers of any size on their way into the store.</summary>
public sealed class AnswersAreKeptTests : IAsyncDisposable
{
    private readonly WorkerRig rig = new();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Theory]
    [InlineData(1000, 999)]
    [InlineData(5_000_000, 4_000_000)]
    [InlineData(5_000_000, 4_999_999)]
    public async Task An_answer_over_the_limit_is_a_failed_attempt(long bytes, long limit)
    {
        rig.Worker.MaxResultBytes = new ByteSize(limit);
        rig.Invoker.Returns(FakeInvoker.Reply(200, new BreakingStream(bytes, breaks: false)));
        var lease = new FakeInvocationLease();
        await rig.RunAsync(lease);
        var retry = Assert.IsType<AttemptOutcome.RetryAfter>(lease.Outcome);
        Assert.True(retry.CountsAsAttempt);
        Assert.Equal(502, retry.Attempt.Status);
        Assert.Contains("worker.max-result-bytes", retry.Attempt.Error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(1 << 20)]
    [InlineData(5_000_000)]
    public async Task An_answer_up_to_the_limit_is_stored_whole(long bytes)
    {
        rig.Worker.MaxResultBytes = new ByteSize(bytes);
        rig.Invoker.Returns(FakeInvoker.Reply(200, new BreakingStream(bytes, breaks: false)));
        var lease = new FakeInvocationLease();
        await rig.RunAsync(lease);
        Assert.IsType<AttemptOutcome.Completed>(lease.Outcome);
        Assert.Equal(bytes, lease.StoredBody!.Length);
    }

    [Theory]
    [InlineData(10, 200)]
    [InlineData(5_000_000, 200)]
    [InlineData(5_000_000, 400)]
    public async Task An_answer_that_breaks_off_in_the_middle_is_a_failed_attempt(long bytes, int status)
    {
        rig.Invoker.Returns(FakeInvoker.Reply(status, new BreakingStream(bytes)));
        var lease = new FakeInvocationLease();
        await rig.RunAsync(lease);
        var retry = Assert.IsType<AttemptOutcome.RetryAfter>(lease.Outcome);
        Assert.Equal((true, (int?)502), (retry.CountsAsAttempt, retry.Attempt.Status));
        Assert.Contains("the function broke off", retry.Attempt.Error);
    }

    [Fact]
    public async Task An_outcome_is_recorded_once_the_store_is_back()
    {
        var lease = new FakeInvocationLease { UnavailableTimes = 3 };
        var running = rig.RunAsync(lease);
        await Poll.UntilAsync(() => running.IsCompleted, rig.Time);
        await running;
        Assert.IsType<AttemptOutcome.Completed>(lease.Outcome);
        Assert.Equal("ok", Encoding.UTF8.GetString(lease.StoredBody!));
        Assert.Single(rig.Invoker.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_answer_is_stored_again_until_the_store_takes_it_and_the_function_runs_once(bool readsBefore)
    {
        rig.Invoker.Returns(FakeInvoker.Reply(200, new BreakingStream(3_000_000, breaks: false)));
        var lease = new FakeInvocationLease { UnavailableTimes = 3, ReadsBeforeUnavailable = readsBefore };
        var running = rig.RunAsync(lease);
        await Poll.UntilAsync(() => running.IsCompleted, rig.Time);
        await running;
        Assert.IsType<AttemptOutcome.Completed>(lease.Outcome);
        Assert.Equal((3_000_000, true), (lease.StoredBody!.Length, lease.StoredBody.All(one => one == 'x')));
        Assert.Single(rig.Invoker.Requests);
    }

    [Theory]
    [InlineData(0, false, 3_000_000)]
    [InlineData(1, false, 3_000_000)]
    [InlineData(1, true, null)]
    public async Task Without_room_for_temporary_files_a_large_answer_streams_and_is_stored_again_only_if_it_was_not_read(int unavailable, bool readsBefore, int? stored)
    {
        rig.SpoolDirectory = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString());
        rig.Invoker.Returns(FakeInvoker.Reply(200, new BreakingStream(3_000_000, breaks: false)));
        var lease = new FakeInvocationLease { UnavailableTimes = unavailable, ReadsBeforeUnavailable = readsBefore };
        var running = rig.RunAsync(lease);
        await Poll.UntilAsync(() => running.IsCompleted, rig.Time);
        await running;
        if (stored is null)
            Assert.Contains("the queue was unavailable", Assert.IsType<AttemptOutcome.RetryAfter>(lease.Outcome).Attempt.Error);
        else
            Assert.Equal(stored, lease.StoredBody!.Length);
    }

    [Theory]
    [InlineData(2_500_000, false)]
    [InlineData(3_000_000, true)]
    public async Task An_answer_that_streams_is_limited_too(long limit, bool kept)
    {
        rig.SpoolDirectory = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString());
        rig.Worker.MaxResultBytes = new ByteSize(limit);
        rig.Invoker.Returns(FakeInvoker.Reply(200, new BreakingStream(3_000_000, breaks: false)));
        var lease = new FakeInvocationLease();
        await rig.RunAsync(lease);
        Assert.Equal(kept, lease.Outcome is AttemptOutcome.Completed);
    }
}
