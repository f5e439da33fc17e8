using System.Text;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Core.Units;
using Connectors.Worker.Leasing;
using Connectors.Worker.Tests.Fakes;

namespace Connectors.Worker.Tests.Invocations;

public sealed class InvocationRunnerTests : IAsyncDisposable
{
    private readonly WorkerRig rig = new();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task The_function_gets_what_was_queued_and_which_attempt_it_is()
    {
        var lease = new FakeInvocationLease
        {
            Attempt = 3,
            Invocation = FakeInvocationLease.New(FakeInvocationLease.Shout) with { CorrelationId = "order 7" },
        };
        await rig.RunAsync(lease);
        var request = Assert.Single(rig.Invoker.Requests);
        Assert.Equal(("PUT", "/path?q=1", FakeInvocationLease.Shout), (request.Method, request.PathAndQuery, request.Function));
        Assert.Same(lease.Invocation.Body, request.Body);
        Assert.Equal(
            [
                "Content-Type: text/plain", $"X-Call-Id: {lease.Invocation.CallId}", "X-Start-Time: 1767323045000000000",
                "X-Retry: 2", "X-Retry-Max: 9", "X-Correlation-Id: order 7",
            ],
            request.Headers.Select(header => $"{header.Key}: {header.Value}"));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(302)]
    public async Task Below_400_has_succeeded(int status)
    {
        rig.Invoker.Returns(FakeInvoker.Reply(status, "HELLO", ("X-Own", "1")));
        var lease = new FakeInvocationLease();
        await rig.RunAsync(lease);
        var completed = Assert.IsType<AttemptOutcome.Completed>(lease.Outcome);
        Assert.Equal((status, status), (completed.Result.Status, completed.Attempt.Status));
        Assert.Equal("1", completed.Result.Headers.First("x-own"));
        Assert.Equal("HELLO", Encoding.UTF8.GetString(lease.StoredBody!));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(9, 120)]
    public async Task A_retried_status_is_put_off_and_counts(int attempt, int seconds)
    {
        rig.Invoker.Returns(FakeInvoker.Reply(500, new BreakingStream(0)));
        var lease = new FakeInvocationLease { Attempt = attempt };
        await rig.RunAsync(lease);
        var retry = Assert.IsType<AttemptOutcome.RetryAfter>(lease.Outcome);
        Assert.True(retry.CountsAsAttempt);
        Assert.Equal(seconds, retry.Delay.TotalSeconds);
        Assert.Equal(500, retry.Attempt.Status);
    }

    [Theory]
    [InlineData(429, "45", 45)]
    [InlineData(503, "1", 10)]
    [InlineData(500, "45", 10)]
    [InlineData(503, "Wed, 06 May 2026 07:09:09 GMT", 60)]
    public async Task Retry_after_of_429_and_503_wins(int status, string header, int seconds)
    {
        rig.Invoker.Returns(FakeInvoker.Reply(status, "", ("Retry-After", header)));
        var lease = new FakeInvocationLease();
        await rig.RunAsync(lease);
        Assert.Equal(seconds, Assert.IsType<AttemptOutcome.RetryAfter>(lease.Outcome).Delay.TotalSeconds);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(501)]
    public async Task Any_other_status_is_dead_at_once_with_its_result(int status)
    {
        rig.Invoker.Returns(FakeInvoker.Reply(status, "no"));
        var lease = new FakeInvocationLease();
        await rig.RunAsync(lease);
        var dead = Assert.IsType<AttemptOutcome.Dead>(lease.Outcome);
        Assert.Equal(status, dead.Result.Status);
        Assert.Equal("no", Encoding.UTF8.GetString(lease.StoredBody!));
    }

    [Fact]
    public async Task After_the_last_attempt_it_is_dead_with_the_final_result()
    {
        rig.Invoker.Returns(FakeInvoker.Reply(503, "still not"));
        var lease = new FakeInvocationLease { Attempt = 10 };
        await rig.RunAsync(lease);
        var dead = Assert.IsType<AttemptOutcome.Dead>(lease.Outcome);
        Assert.Equal((503, "attempt 10 of 10 was answered with 503"), (dead.Result.Status, dead.Reason));
        Assert.Equal("still not", Encoding.UTF8.GetString(lease.StoredBody!));
    }

    [Fact]
    public async Task The_annotations_of_the_function_decide()
    {
        rig.Catalogue.Annotate(FakeInvocationLease.Shout, ("com.openfaas.retry.attempts", "2"), ("com.openfaas.retry.codes", "418"), ("com.openfaas.retry.min_wait", "3s"));
        rig.Invoker.Answer = (_, _) => Task.FromResult(FakeInvoker.Reply(418));
        var (first, last) = (new FakeInvocationLease(), new FakeInvocationLease { Attempt = 2 });
        await rig.RunAsync(first);
        await rig.RunAsync(last);
        Assert.Equal(3, Assert.IsType<AttemptOutcome.RetryAfter>(first.Outcome).Delay.TotalSeconds);
        Assert.IsType<AttemptOutcome.Dead>(last.Outcome);
        Assert.Equal("1", rig.Invoker.Requests.Last().Headers.First("X-Retry-Max"));
    }

    [Fact]
    public async Task An_unreachable_function_puts_the_call_off_without_using_up_an_attempt()
    {
        rig.Invoker.Returns(InvokerReply.Failure(InvokerVerdict.Unreachable, 503, "connection refused"));
        var lease = new FakeInvocationLease { Attempt = 10 };
        await rig.RunAsync(lease);
        var retry = Assert.IsType<AttemptOutcome.RetryAfter>(lease.Outcome);
        Assert.False(retry.CountsAsAttempt);
        Assert.Equal((10, "connection refused"), (retry.Delay.TotalSeconds, retry.Attempt.Error));
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
        Assert.Equal((10, "the queued body could not be read: the store is broken"), (retry.Delay.TotalSeconds, retry.Attempt.Error));
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

    [Theory]
    [InlineData(InvokerVerdict.Answered, 200, 1, Strain.Served, null)]
    [InlineData(InvokerVerdict.Answered, 404, 1, Strain.Served, null)]
    [InlineData(InvokerVerdict.Answered, 500, 1, Strain.Answered, null)]
    [InlineData(InvokerVerdict.Answered, 429, 1, Strain.Refused, 7.0)]
    [InlineData(InvokerVerdict.Answered, 503, 1, Strain.Refused, 7.0)]
    [InlineData(InvokerVerdict.Answered, 429, 10, Strain.Refused, null)]
    [InlineData(InvokerVerdict.Unreachable, 502, 1, Strain.Absent, 7.0)]
    [InlineData(InvokerVerdict.Unreachable, 429, 1, Strain.Refused, null)]
    [InlineData(InvokerVerdict.Failed, 504, 1, Strain.Unknown, null)]
    [InlineData(InvokerVerdict.UnknownFunction, 404, 1, Strain.Unknown, null)]
    public async Task A_run_tells_what_it_showed_of_the_function(InvokerVerdict verdict, int status, int attempt, object strain, double? retryAfter)
    {
        rig.Invoker.Returns(new InvokerReply(verdict, status, new InvocationHeaders { { "Retry-After", "7" } }, Stream.Null, "why", null));
        var feedback = await rig.Runner.RunAsync(new FakeInvocationLease { Attempt = attempt }, CancellationToken.None).Soon();
        Assert.Equal(((Strain)strain, retryAfter), (feedback.Strain, feedback.RetryAfter?.TotalSeconds));
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

    [Fact]
    public async Task A_call_whose_attempts_were_all_lost_is_dead_without_running()
    {
        var lease = new FakeInvocationLease { Attempt = 11 };
        await rig.RunAsync(lease);
        Assert.Empty(rig.Invoker.Requests);
        var dead = Assert.IsType<AttemptOutcome.Dead>(lease.Outcome);
        Assert.Null(dead.Attempt);
        Assert.Contains("lost", dead.Reason);
    }

    [Fact]
    public async Task Attempts_and_what_runs_are_counted()
    {
        rig.Invoker.Answer = async (_, cancellation) =>
        {
            Assert.Contains("queue_worker_function_invocation_inflight{queue_name=\"faas-request\",function_name=\"shout.openfaas-fn\"} 1", await rig.MetricsAsync());
            return FakeInvoker.Reply(200);
        };
        var lease = new FakeInvocationLease();
        await rig.RunAsync(lease);
        Assert.IsType<AttemptOutcome.Completed>(lease.Outcome);
        var metrics = await rig.MetricsAsync();
        Assert.Contains("queue_worker_messages_processed_total{queue_name=\"faas-request\"} 1", metrics);
        Assert.Contains("queue_worker_function_invocation_inflight{queue_name=\"faas-request\",function_name=\"shout.openfaas-fn\"} 0", metrics);
    }
}
