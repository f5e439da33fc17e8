using Connectors.Core.Invocations;
using Connectors.Worker.Tests.Fakes;

namespace Connectors.Worker.Tests.Invocations;

/// <summary>What came of calls that got no answer of their function.</summary>
public sealed class CallsWithoutAnswersTests : IAsyncDisposable
{
    private readonly WorkerRig rig = new();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task An_unreachable_function_puts_the_call_off_without_using_up_an_attempt()
    {
        rig.Invoker.Returns(InvokerReply.Failure(InvokerVerdict.Unreachable, 503, "connection refused"));
        var lease = new FakeInvocationLease { Attempt = 10 };
        await rig.RunAsync(lease);
        var retry = Assert.IsType<AttemptOutcome.RetryAfter>(lease.Outcome);
        Assert.False(retry.CountsAsAttempt);
        Assert.Equal((10, "put off: connection refused"), (retry.Delay.TotalSeconds, retry.Attempt.Error));
    }

    [Theory]
    [InlineData(10, 20)]
    [InlineData(30, 40)]
    [InlineData(3000, 120)]
    [InlineData(3590, 10)]
    public async Task Waits_for_an_unreachable_function_grow_and_end_at_the_deadline(int sinceSeconds, int seconds)
    {
        rig.Invoker.Returns(InvokerReply.Failure(InvokerVerdict.Unreachable, 502, "refused"));
        var lease = new FakeInvocationLease { UnreachableSince = rig.Time.GetUtcNow().AddSeconds(-sinceSeconds) };
        await rig.RunAsync(lease);
        Assert.Equal(seconds, Assert.IsType<AttemptOutcome.RetryAfter>(lease.Outcome).Delay.TotalSeconds);
    }

    [Fact]
    public async Task A_function_unreachable_past_the_deadline_is_reported_with_503_and_no_body()
    {
        rig.Invoker.Returns(InvokerReply.Failure(InvokerVerdict.Unreachable, 502, "refused"));
        var lease = new FakeInvocationLease { UnreachableSince = rig.Time.GetUtcNow().AddHours(-1) };
        await rig.RunAsync(lease);
        var dead = Assert.IsType<AttemptOutcome.Dead>(lease.Outcome);
        Assert.Equal(503, dead.Result.Status);
        Assert.Equal("the function could not be reached for 1h0m0s: refused", dead.Reason);
        Assert.Empty(lease.StoredBody!);
    }

    [Fact]
    public async Task A_function_that_is_gone_is_dead_at_once()
    {
        rig.Invoker.Returns(InvokerReply.Failure(InvokerVerdict.UnknownFunction, 404, "no function shout"));
        var lease = new FakeInvocationLease();
        await rig.RunAsync(lease);
        Assert.Equal("no function shout", Assert.IsType<AttemptOutcome.Dead>(lease.Outcome).Reason);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(504)]
    public async Task A_call_that_broke_off_counts_whatever_the_codes_say(int status)
    {
        rig.Retry.Codes = ["418"];
        rig.Invoker.Answer = (_, _) => Task.FromResult(InvokerReply.Failure(InvokerVerdict.Failed, status, "timed out"));
        var (first, last) = (new FakeInvocationLease(), new FakeInvocationLease { Attempt = 10 });
        await rig.RunAsync(first);
        await rig.RunAsync(last);
        Assert.True(Assert.IsType<AttemptOutcome.RetryAfter>(first.Outcome).CountsAsAttempt);
        Assert.Equal(status, Assert.IsType<AttemptOutcome.Dead>(last.Outcome).Result.Status);
    }

    [Fact]
    public async Task An_invoker_that_throws_counts_as_a_failed_attempt()
    {
        rig.Invoker.Answer = (_, _) => throw new InvalidOperationException("line one\r\nline two");
        var lease = new FakeInvocationLease();
        await rig.RunAsync(lease);
        var retry = Assert.IsType<AttemptOutcome.RetryAfter>(lease.Outcome);
        Assert.Equal((502, "the call failed: line one  line two"), (retry.Attempt.Status, retry.Attempt.Error));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_queued_body_that_cannot_be_read_puts_the_call_off_and_is_not_the_functions_fault(bool wrapped)
    {
        rig.Invoker.Answer = async (request, cancellation) =>
        {
            try
            {
                await using var body = await request.Body.OpenReadAsync(cancellation);
                await body.CopyToAsync(Stream.Null, cancellation);
            }
            catch (IOException exception) when (wrapped)
            {
                return InvokerReply.Failure(InvokerVerdict.Failed, 502, $"copying failed: {exception.Message}");
            }
            return FakeInvoker.Reply(200);
        };
        var lease = new FakeInvocationLease
        {
            Attempt = 10,
            Invocation = FakeInvocationLease.New(FakeInvocationLease.Shout) with { Body = new UnreadableBody() },
        };
        Assert.Equal(default, await rig.Runner.RunAsync(lease, CancellationToken.None).Soon());
        var retry = Assert.IsType<AttemptOutcome.RetryAfter>(lease.Outcome);
        Assert.Equal((false, null), (retry.CountsAsAttempt, retry.Attempt.Status));
        Assert.Equal((10, "put off: the queued body could not be read: the store is broken"), (retry.Delay.TotalSeconds, retry.Attempt.Error));
    }

    [Fact]
    public async Task A_queued_body_that_stays_unreadable_past_the_deadline_is_dead()
    {
        rig.Invoker.Answer = (_, _) => throw new IOException("the file is gone");
        var lease = new FakeInvocationLease { UnreachableSince = rig.Time.GetUtcNow().AddHours(-1) };
        await rig.RunAsync(lease);
        Assert.Equal("the queued body could not be read for 1h0m0s: the file is gone", Assert.IsType<AttemptOutcome.Dead>(lease.Outcome).Reason);
    }

    [Fact]
    public async Task A_function_that_answers_without_its_whole_body_has_answered()
    {
        rig.Invoker.Answer = async (request, cancellation) =>
        {
            await using var body = await request.Body.OpenReadAsync(cancellation);
            await Assert.ThrowsAsync<IOException>(() => body.CopyToAsync(Stream.Null, cancellation));
            return FakeInvoker.Reply(413);
        };
        var lease = new FakeInvocationLease { Invocation = FakeInvocationLease.New(FakeInvocationLease.Shout) with { Body = new UnreadableBody() } };
        await rig.RunAsync(lease);
        Assert.Equal(413, Assert.IsType<AttemptOutcome.Dead>(lease.Outcome).Result.Status);
    }
}
