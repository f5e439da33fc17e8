using System.Diagnostics;
using Connectors.Core.Invocations;
using Connectors.Worker.Tests.Fakes;

namespace Connectors.Worker.Tests.Tracing;

[Collection(Tracing.Name)]
public sealed class TracesOfAttemptsTests : IAsyncDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Enqueued = "b7ad6b7169203331";
    private const string Parent = $"00-{Trace}-{Enqueued}-01";

    private readonly WorkerRig rig = new();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Every_attempt_is_a_span_under_the_one_that_enqueued_and_the_function_is_called_by_it()
    {
        using var spans = new RecordedSpans();
        rig.Invoker.Returns(FakeInvoker.Reply(500));
        for (var attempt = 1; attempt <= 3; attempt++)
            await rig.RunAsync(Lease(attempt));
        Assert.Equal([1, 2, 3], spans.Ended.Select(span => span.GetTagItem("connectors.attempt")));
        Assert.All(spans.Ended, span => Assert.Equal((Trace, Enqueued, ActivityKind.Consumer), (span.TraceId.ToString(), span.ParentSpanId.ToString(), span.Kind)));
        Assert.Equal(spans.Ended.Select(span => $"00-{Trace}-{span.SpanId}-01"), rig.Invoker.Requests.Select(request => request.Headers.First("traceparent")));
        Assert.All(rig.Invoker.Requests, request => Assert.Equal("vendor=1", request.Headers.First("tracestate")));
        var span = spans.Ended.First();
        Assert.Equal(("process faas-request", "shout.openfaas-fn", 500), (span.DisplayName, span.GetTagItem("faas.invoked_name"), span.GetTagItem("http.response.status_code")));
        Assert.Equal((ActivityStatusCode.Error, "retrying"), (span.Status, span.GetTagItem("connectors.outcome")));
    }

    [Fact]
    public async Task What_was_enqueued_without_a_trace_begins_one()
    {
        using var spans = new RecordedSpans();
        await rig.RunAsync(new FakeInvocationLease());
        var span = Assert.Single(spans.Ended);
        Assert.Equal((default, ActivityStatusCode.Unset, "succeeded"), (span.ParentSpanId, span.Status, span.GetTagItem("connectors.outcome")));
        Assert.Equal(span.Id, Assert.Single(rig.Invoker.Requests).Headers.First("traceparent"));
    }

    [Fact]
    public async Task A_call_that_is_broken_off_says_so()
    {
        using var spans = new RecordedSpans();
        using var abort = new CancellationTokenSource();
        rig.Invoker.Answer = (_, cancellation) => FakeInvoker.NeverAsync(cancellation);
        var running = rig.RunAsync(Lease(1), abort.Token);
        await abort.CancelAsync();
        await running;
        Assert.Equal("given back", Assert.Single(spans.Ended).GetTagItem("connectors.outcome"));
    }

    [Fact]
    public async Task The_callback_is_a_span_under_the_attempt_whose_result_it_reports()
    {
        using var spans = new RecordedSpans();
        await using var target = await CallbackTarget.AnsweringAsync(200);
        rig.Invoker.Returns(FakeInvoker.Reply(200, "done", ("traceparent", "the-functions-own")));
        await CallBackAsync(target.Url);
        var (attempt, callback) = (spans.Ended.First(), spans.Ended.Last());
        Assert.Equal((attempt.TraceId, attempt.SpanId, ActivityKind.Client), (callback.TraceId, callback.ParentSpanId, callback.Kind));
        Assert.Equal($"00-{Trace}-{callback.SpanId}-01", Assert.Single(target.Requests).Headers["traceparent"]);
        Assert.Equal((200, 0, target.Port), (callback.GetTagItem("http.response.status_code"), callback.GetTagItem("http.request.resend_count"), callback.GetTagItem("server.port")));
        Assert.DoesNotContain(callback.TagObjects, tag => tag.Value is string text && text.Contains("done", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_callback_that_fails_is_an_error_of_its_span()
    {
        using var spans = new RecordedSpans();
        await rig.Sender.SendAsync(FakeCallbackLease.To(new Uri("http://127.0.0.1:1/")), 2, TestContext.Current.CancellationToken);
        var span = Assert.Single(spans.Ended);
        Assert.Equal((ActivityStatusCode.Error, "no answer", 1), (span.Status, span.GetTagItem("error.type"), span.GetTagItem("http.request.resend_count")));
        Assert.NotEmpty(span.StatusDescription!);
    }

    [Fact]
    public async Task Without_a_listener_the_callers_trace_passes_to_the_function_and_the_callback_untouched()
    {
        await using var target = await CallbackTarget.AnsweringAsync(200);
        await CallBackAsync(target.Url);
        var (called, callback) = (Assert.Single(rig.Invoker.Requests), Assert.Single(target.Requests));
        Assert.Equal((Parent, "vendor=1"), (called.Headers.First("traceparent"), called.Headers.First("tracestate")));
        Assert.Equal((Parent, "vendor=1"), (callback.Headers["traceparent"], callback.Headers["tracestate"]));
    }

    [Fact]
    public async Task A_result_that_no_callback_reports_keeps_the_functions_headers_alone()
    {
        using var spans = new RecordedSpans();
        var lease = Lease(1);
        await rig.RunAsync(lease);
        Assert.Null(Assert.IsType<AttemptOutcome.Completed>(lease.Outcome).Result.Headers.First("traceparent"));
    }

    // As a queue hands the result of an ended invocation to its callback.
    private async Task CallBackAsync(Uri url)
    {
        var lease = Lease(1, url);
        await rig.RunAsync(lease);
        var result = Assert.IsType<AttemptOutcome.Completed>(lease.Outcome).Result with { Body = InvocationBody.Empty };
        await rig.Sender.SendAsync(FakeCallbackLease.To(url) with { Result = result }, 1, TestContext.Current.CancellationToken);
    }

    private static FakeInvocationLease Lease(int attempt, Uri? callback = null)
    {
        var invocation = FakeInvocationLease.New(FakeInvocationLease.Shout) with { CallbackUrl = callback };
        invocation.Headers.Add("traceparent", Parent);
        invocation.Headers.Add("tracestate", "vendor=1");
        return new FakeInvocationLease { Invocation = invocation, Attempt = attempt };
    }
}
