using System.Diagnostics;
using Connectors.Core.Invocations;
using Connectors.Core.Tracing;

namespace Connectors.Core.Tests.Tracing;

public sealed class TraceHeadersTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void The_caller_is_read_in_whatever_case_its_headers_are_written()
    {
        var caller = TraceHeaders.Read(new InvocationHeaders { { "TraceParent", Parent }, { "TRACESTATE", "vendor=1" } });
        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "vendor=1"), (caller.TraceId.ToString(), caller.SpanId.ToString(), caller.TraceState));
        Assert.True(caller.IsRemote);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    public void What_cannot_be_read_is_no_caller(string? parent) => Assert.Equal(default, TraceHeaders.Read(parent, "vendor=1"));

    [Fact]
    public void A_span_stands_in_the_place_of_all_that_was_said_before()
    {
        var headers = new InvocationHeaders { { "Traceparent", Parent }, { "traceparent", Parent }, { "tracestate", "old=1" }, { "X-Mine", "1" } };
        using var span = new Activity("span").Start();
        TraceHeaders.Set(headers, span);
        Assert.Equal([("X-Mine", "1"), ("traceparent", span.Id)], headers.Select(header => (header.Key, (string?)header.Value)));
    }

    [Fact]
    public void Without_a_span_nothing_changes()
    {
        var headers = new InvocationHeaders { { "traceparent", Parent } };
        TraceHeaders.Set(headers, null);
        TraceHeaders.Copy([], headers);
        Assert.Equal(Parent, Assert.Single(headers).Value);
    }

    [Fact]
    public void A_copy_replaces_the_whole_trace()
    {
        var headers = new InvocationHeaders { { "traceparent", "other" }, { "tracestate", "old=1" } };
        TraceHeaders.Copy(new InvocationHeaders { { "traceparent", Parent } }, headers);
        Assert.Equal(Parent, Assert.Single(headers).Value);
    }

    [Fact]
    public void What_nobody_listens_to_is_no_span_and_leaves_the_current_activity_alone()
    {
        using var source = new ActivitySource("Connectors.Nobody");
        using var current = new Activity("current").Start();
        Assert.Null(Spans.Start(source, "x", ActivityKind.Server, default));
        Assert.Same(current, Activity.Current);
    }
}
