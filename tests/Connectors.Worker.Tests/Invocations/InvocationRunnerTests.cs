using System.Text;
using Connectors.Core.Invocations;
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
    public async Task A_call_whose_attempts_were_all_lost_is_dead_without_running()
    {
        var lease = new FakeInvocationLease { Attempt = 11 };
        await rig.RunAsync(lease);
        Assert.Empty(rig.Invoker.Requests);
        var dead = Assert.IsType<AttemptOutcome.Dead>(lease.Outcome);
        Assert.Null(dead.Attempt);
        Assert.Contains("lost", dead.Reason);
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
