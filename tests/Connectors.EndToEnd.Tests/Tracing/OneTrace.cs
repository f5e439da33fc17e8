using System.Net;

namespace Connectors.EndToEnd.Tests.Tracing;

/// <summary>A call's whole way, as a collector of traces is told it by the real program.</summary>
public sealed class OneTrace : IDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Caller = "b7ad6b7169203331";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private const string Stack = """
        version: 1.0
        provider:
          name: openfaas
        functions:
          flaky:
            image: flaky
            fprocess: sh -c 'echo "$Http_Traceparent" >> DIR/called; test -e DIR/once && exit 0; touch DIR/once; exit 1'
            annotations:
              com.openfaas.retry.min_wait: 1s
          receiver:
            image: receiver
            fprocess: sh -c 'echo "$Http_Traceparent" >> DIR/received'
          listener:
            image: listener
            fprocess: sh -c 'echo "$Http_Traceparent" >> DIR/heard'
            annotations:
              topic: orders.created
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("connectors-e2e-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task From_the_caller_through_the_queue_and_every_attempt_to_the_callback(string protocol)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var config = await ConfigAsync(protocol, protocol == "grpc" ? receiver.GrpcAddress : receiver.HttpAddress);
        await using var hub = await HubProcess.StartAsync(Stack, "--config", config);

        await EnqueueAsync(hub);
        await Eventually.TrueAsync(() => Task.FromResult(Lines(hub, "received").Length == 1), Soon, () => $"no callback; the hub printed:\n{hub.Output}");
        // What has not been sent yet is sent when the hub stops.
        Assert.Equal(0, await hub.InterruptAsync());

        var spans = receiver.Spans.Where(span => span.TraceId == Trace).ToList();
        Assert.All(spans, span => Assert.Equal("connectors", span.Service));
        var enqueue = Assert.Single(spans, span => span.Name == "enqueue faas-request");
        Assert.Equal(Caller, enqueue.ParentId);
        var attempts = spans.Where(span => span.Name == "process faas-request").OrderBy(span => span.Attributes["connectors.attempt"], StringComparer.Ordinal).ToList();
        Assert.Equal([("1", true), ("2", false)], attempts.Select(span => (span.Attributes["connectors.attempt"], span.IsError)));
        Assert.All(attempts, span => Assert.Equal((enqueue.SpanId, enqueue.Attributes["messaging.message.id"]), (span.ParentId, span.Attributes["messaging.message.id"])));
        Assert.Equal(attempts.Select(Header), Lines(hub, "called"));
        var callback = Assert.Single(spans, span => span.Name == "callback");
        Assert.Equal(attempts[1].SpanId, callback.ParentId);
        var received = Assert.Single(spans, span => span.Name == "POST /function/{name}");
        Assert.Equal(callback.SpanId, received.ParentId);
        Assert.Equal([Header(received)], Lines(hub, "received"));
    }

    [Fact]
    public async Task An_event_of_a_traced_sender_is_a_part_of_its_trace()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var hub = await HubProcess.StartAsync(Stack, "--config", await ConfigAsync("http/protobuf", receiver.HttpAddress));

        using var request = hub.WithCredentials(HttpMethod.Post, "event/orders.created", new StringContent("{}"));
        request.Headers.Add("traceparent", $"00-{Trace}-{Caller}-01");
        using (await hub.Client.SendAsync(request))
            await Eventually.TrueAsync(() => Task.FromResult(Lines(hub, "heard").Length == 1), Soon, () => $"nobody heard; the hub printed:\n{hub.Output}");
        Assert.Equal(0, await hub.InterruptAsync());

        var dispatch = Assert.Single(receiver.Spans, span => span.Name == "dispatch events");
        var attempt = Assert.Single(receiver.Spans, span => span.Name == "process faas-request");
        Assert.Equal((Trace, Caller), (dispatch.TraceId, dispatch.ParentId));
        Assert.Equal((Trace, dispatch.SpanId), (attempt.TraceId, attempt.ParentId));
        Assert.Equal([Header(attempt)], Lines(hub, "heard"));
    }

    [Fact]
    public async Task Where_nothing_is_configured_the_callers_trace_passes_through_untouched()
    {
        await using var hub = await HubProcess.StartAsync(Stack);
        await EnqueueAsync(hub);
        await Eventually.TrueAsync(() => Task.FromResult(Lines(hub, "received").Length == 1), Soon, () => $"no callback; the hub printed:\n{hub.Output}");
        Assert.Equal([$"00-{Trace}-{Caller}-01"], Lines(hub, "called").Concat(Lines(hub, "received")).Distinct());
    }

    private static async Task EnqueueAsync(HubProcess hub)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "async-function/flaky") { Content = new StringContent("x") };
        request.Headers.Add("X-Callback-Url", new Uri(hub.Gateway, "function/receiver").ToString());
        request.Headers.Add("traceparent", $"00-{Trace}-{Caller}-01");
        using var answer = await hub.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private static string Header(OtlpSpan span) => $"00-{span.TraceId}-{span.SpanId}-01";

    private static string[] Lines(HubProcess hub, string file) =>
        Path.Combine(hub.Directory, file) is var path && File.Exists(path) ? [.. File.ReadAllLines(path).Where(line => line.Length > 0)] : [];

    private async Task<string> ConfigAsync(string protocol, string endpoint)
    {
        var path = Path.Combine(folder, "hub.yml");
        await File.WriteAllTextAsync(path, $"tracing: {{ otlp-endpoint: {endpoint}, protocol: {protocol} }}\n");
        return path;
    }
}
