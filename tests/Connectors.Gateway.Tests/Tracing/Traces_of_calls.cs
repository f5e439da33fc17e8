using System.Diagnostics;
using System.Net;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Tests.Tracing;

[Collection(Tracing.Name)]
public sealed class Traces_of_calls
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Caller = "b7ad6b7169203331";
    private static readonly (string, string) Parent = ("traceparent", $"00-{Trace}-{Caller}-01");
    private static readonly (string, string) State = ("tracestate", "vendor=1,other=2");

    [Fact]
    public async Task A_synchronous_call_is_a_span_between_its_caller_and_the_function()
    {
        await using var host = await GatewayHost.StartAsync();
        var seen = await EchoAsync(host);
        using var spans = new RecordedSpans();

        using (var response = await host.SendAsync(HttpMethod.Get, "/function/echo/a?secret=1", null, false, Parent, State, ("baggage", "user=7")))
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var span = await OneAsync(spans);
        Assert.Equal((Trace, Caller, ActivityKind.Server), (span.TraceId.ToString(), span.ParentSpanId.ToString(), span.Kind));
        Assert.Equal($"00-{Trace}-{span.SpanId}-01", seen["traceparent"]);
        Assert.Equal(("vendor=1,other=2", "user=7"), (seen["tracestate"], seen["baggage"]));
        Assert.Equal(("GET /function/{name}", "/function/echo/a", 200), (span.DisplayName, span.GetTagItem("url.path"), span.GetTagItem("http.response.status_code")));
        Assert.Equal(("echo.openfaas-fn", ActivityStatusCode.Unset), (span.GetTagItem("faas.invoked_name"), span.Status));
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value is string text && text.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_without_a_trace_begins_one_of_its_own()
    {
        await using var host = await GatewayHost.StartAsync();
        var seen = await EchoAsync(host);
        using var spans = new RecordedSpans();

        using var response = await host.SendAsync(HttpMethod.Get, "/function/echo", admin: false, headers: ("traceparent", "nonsense"));

        var span = await OneAsync(spans);
        Assert.Equal(default, span.ParentSpanId);
        Assert.Equal(span.Id, seen["traceparent"]);
    }

    [Fact]
    public async Task A_function_that_cannot_be_called_is_an_error_of_the_span()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add("gone", new Uri("http://127.0.0.1:1/"));
        using var spans = new RecordedSpans();

        using var response = await host.SendAsync(HttpMethod.Get, "/function/gone", admin: false);

        var span = await OneAsync(spans);
        Assert.Equal(((int)response.StatusCode, ActivityStatusCode.Error), (span.GetTagItem("http.response.status_code"), span.Status));
        Assert.Equal(((int)response.StatusCode).ToString(), span.GetTagItem("error.type"));
    }

    [Fact]
    public async Task Without_a_listener_everything_of_a_trace_reaches_the_function_untouched()
    {
        await using var host = await GatewayHost.StartAsync();
        var seen = await EchoAsync(host);

        using var response = await host.SendAsync(HttpMethod.Get, "/function/echo", null, false, Parent, State, ("baggage", "user=7"), ("Request-Id", "r-1"));

        Assert.Equal((Parent.Item2, State.Item2, "user=7", "r-1"), (seen["traceparent"], seen["tracestate"], seen["baggage"], seen["request-id"]));
        using var other = await host.SendAsync(HttpMethod.Get, "/function/echo", admin: false);
        Assert.False(seen.ContainsKey("traceparent"));
    }

    [Fact]
    public async Task What_is_queued_names_the_span_that_enqueued_it()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add("echo", new Uri("http://127.0.0.1:1/"));
        using var spans = new RecordedSpans();

        using var response = await host.SendAsync(HttpMethod.Post, "/async-function/echo", new StringContent("x"), false, Parent, State);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var span = await OneAsync(spans);
        var stored = Assert.Single(host.Queue.Stored).Invocation.Headers;
        Assert.Equal([$"00-{Trace}-{span.SpanId}-01"], All(stored, "traceparent"));
        Assert.Equal(["vendor=1,other=2"], All(stored, "tracestate"));
        Assert.Equal((Caller, ActivityKind.Producer, "enqueue faas-request"), (span.ParentSpanId.ToString(), span.Kind, span.DisplayName));
        Assert.Equal(response.Headers.GetValues("X-Call-Id").Single(), span.GetTagItem("messaging.message.id"));
    }

    [Fact]
    public async Task A_queue_that_is_away_is_an_error_of_the_span()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add("echo", new Uri("http://127.0.0.1:1/"));
        host.Queue.Away = new QueueUnavailableException("the disk is full");
        using var spans = new RecordedSpans();

        using var response = await host.SendAsync(HttpMethod.Post, "/async-function/echo", admin: false);

        var span = await OneAsync(spans);
        Assert.Equal((ActivityStatusCode.Error, "QueueUnavailableException"), (span.Status, span.GetTagItem("error.type")));
    }

    [Fact]
    public async Task Without_a_listener_what_is_queued_keeps_the_callers_trace()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add("echo", new Uri("http://127.0.0.1:1/"));

        using var traced = await host.SendAsync(HttpMethod.Post, "/async-function/echo", null, false, Parent, State);
        using var untraced = await host.SendAsync(HttpMethod.Post, "/async-function/echo", admin: false);

        Assert.Equal([Parent.Item2, null], host.Queue.Stored.Select(stored => stored.Invocation.Headers.First("traceparent")));
        Assert.Equal([State.Item2, null], host.Queue.Stored.Select(stored => stored.Invocation.Headers.First("tracestate")));
    }

    [Fact]
    public async Task The_trace_that_a_result_remembers_for_its_callback_is_not_part_of_the_answer()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Queue.Put(MemoryQueue.Story("call-1", InvocationState.Succeeded), new FunctionResult { Status = 200, Headers = { { "X-Mine", "1" }, { "traceparent", Parent.Item2 } } });

        using var response = await host.SendAsync(HttpMethod.Get, "/async-function/call-1/result");

        Assert.Equal(("1", false), (response.Headers.GetValues("X-Mine").Single(), response.Headers.Contains("traceparent")));
    }

    private static async Task<Dictionary<string, string>> EchoAsync(GatewayHost host)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        await host.FunctionAsync("echo", context =>
        {
            seen.Clear();
            foreach (var (name, value) in context.Request.Headers)
                seen[name] = value.ToString();
            return context.Response.WriteAsync("done");
        });
        return seen;
    }

    private static string[] All(InvocationHeaders headers, string name) => [.. headers.Where(header => header.Key == name).Select(header => header.Value)];

    // A span ends after the answer's last byte, so perhaps after the caller has it.
    private static async Task<Activity> OneAsync(RecordedSpans spans)
    {
        while (spans.Ended.IsEmpty)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        return Assert.Single(spans.Ended);
    }
}
