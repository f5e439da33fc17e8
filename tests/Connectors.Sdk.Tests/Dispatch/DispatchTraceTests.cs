using System.Collections.Concurrent;
using System.Diagnostics;
using Connectors.Core.Tracing;
using Connectors.Sdk.Events;
using Connectors.Sdk.Tests.Support;
using static Connectors.Sdk.Tests.Support.FakeCatalogue;

namespace Connectors.Sdk.Tests.Dispatch;

/// <summary>Listeners hear the whole process, so these run alone.</summary>
[CollectionDefinition(nameof(DispatchTraceTests), DisableParallelization = true)]
[Collection(nameof(DispatchTraceTests))]
public class DispatchTraceTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly ConnectorEvent Traced = new() { Topic = "orders", Headers = new() { { "traceparent", Parent }, { "tracestate", "vendor=1" }, { "X-Mine", "1" } } };

    [Fact]
    public async Task Without_a_listener_every_function_gets_the_events_trace_untouched()
    {
        await using var hub = await StartAsync();
        await hub.Context("nats").DispatchAsync(Traced, TestContext.Current.CancellationToken);
        Assert.All(hub.Queue.Stored, stored => Assert.Equal((Parent, "vendor=1"), (stored.Invocation.Headers.First("traceparent"), stored.Invocation.Headers.First("tracestate"))));
    }

    [Fact]
    public async Task Each_functions_part_is_a_span_under_the_events_and_its_invocation_names_it()
    {
        await using var hub = await StartAsync();
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Connectors.Sdk",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await hub.Context("nats").DispatchAsync(Traced, TestContext.Current.CancellationToken);
        Assert.All(ended, span => Assert.Equal((TraceHeaders.Read(Parent, null).SpanId, "nats", "orders"), (span.ParentSpanId, span.GetTagItem("connectors.connector"), span.GetTagItem("connectors.topic"))));
        Assert.Equal(
            ended.Select(span => span.Id).Order(StringComparer.Ordinal),
            hub.Queue.Stored.Select(stored => Assert.Single(stored.Invocation.Headers, header => header.Key == "traceparent").Value).Order(StringComparer.Ordinal));
        Assert.All(hub.Queue.Stored, stored => Assert.Equal(("vendor=1", "1"), (stored.Invocation.Headers.First("tracestate"), stored.Invocation.Headers.First("X-Mine"))));
        Assert.Equal(2, ended.Count);
    }

    private static Task<Hub> StartAsync() => DispatchTests.StartAsync(Function("a", "orders"), Function("b", "orders"));
}
