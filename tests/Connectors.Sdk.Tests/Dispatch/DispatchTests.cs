using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Core.Units;
using Connectors.Sdk.Events;
using Connectors.Sdk.Hosting;
using Connectors.Sdk.Tests.Support;
using Connectors.Sdk.Topics;
using Microsoft.Extensions.DependencyInjection;
using static Connectors.Sdk.Tests.Support.FakeCatalogue;

namespace Connectors.Sdk.Tests.Dispatch;

public class DispatchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_listening_function_gets_the_event_and_one_invocation_of_it()
    {
        await using var hub = await StartAsync(
            Function("a", "orders.*, orders.new, orders.>", ("com.openfaas.queue", "slow"), ("com.openfaas.result.store", "none")),
            Function("b.staging", "orders.new"),
            Function("c", "payments"));

        var result = await hub.Context("nats").DispatchAsync(
            new ConnectorEvent { Topic = "orders.new", Body = Body("hello"), ContentType = "application/json", Key = "k", Id = "7", Headers = new() { { "X-Nats-Id", "ü" } } }, Token);

        Assert.Equal(["a.openfaas-fn", "b.staging"], result.Calls.Select(call => call.Function.ToString()).Order(StringComparer.Ordinal));
        var (first, body) = Assert.Single(hub.Queue.Stored, stored => stored.Invocation.Function.Name == "a");
        Assert.Equal("hello", Encoding.UTF8.GetString(body));
        Assert.Equal(("slow", "POST", "", "k", false), (first.Queue, first.Method, first.PathAndQuery, first.OrderingKey, first.KeepResult));
        Assert.Equal(new DeduplicationKey("nats", "7"), first.Deduplication);
        Assert.Equal(
            ["Content-Type: application/json", "X-Topic: orders.new", "X-Connector: nats", "X-Nats-Id: %C3%BC"],
            first.Headers.Select(header => $"{header.Key}: {header.Value}"));
        var (second, _) = Assert.Single(hub.Queue.Stored, stored => stored.Invocation.Function.Name == "b");
        Assert.Equal(("faas-request", true), (second.Queue, second.KeepResult));
    }

    [Fact]
    public async Task It_returns_only_when_the_event_is_stored_for_all_and_stores_for_all_at_once()
    {
        await using var hub = await StartAsync(Function("a", "orders"), Function("b", "orders"));
        var gate = new TaskCompletionSource();
        hub.Queue.Gate = gate.Task;

        var dispatch = hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = "orders" }, Token).AsTask();
        await Hub.EventuallyAsync(() => hub.Queue.Waiting == 2);
        Assert.False(dispatch.IsCompleted);
        gate.SetResult();

        Assert.Equal(2, (await dispatch).Calls.Count);
    }

    [Fact]
    public async Task Nobody_listening_is_an_empty_result()
    {
        await using var hub = await StartAsync(Function("a", "orders"));

        Assert.Empty((await hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = "payments" }, Token)).Calls);
    }

    [Fact]
    public async Task When_one_cannot_be_stored_it_throws_and_sent_again_nothing_runs_twice()
    {
        await using var hub = await StartAsync(Function("a", "orders"), Function("b", "orders"), Function("c", "orders"));
        hub.Queue.Refusals["a"] = new InvalidOperationException("odd");
        hub.Queue.Refusals["b"] = new QueueUnavailableException("full") { RetryAfter = TimeSpan.FromSeconds(9) };
        var connectorEvent = new ConnectorEvent { Topic = "orders", Id = "1" };

        var thrown = await Assert.ThrowsAsync<QueueUnavailableException>(async () => await hub.Context("nats").DispatchAsync(connectorEvent, Token));
        Assert.Equal(TimeSpan.FromSeconds(9), thrown.RetryAfter);
        Assert.Equal("full", thrown.Message);
        hub.Queue.Refusals.Clear();
        var again = await hub.Context("nats").DispatchAsync(connectorEvent, Token);

        Assert.Equal(["c"], again.Calls.Where(call => call.Duplicate).Select(call => call.Function.Name));
        Assert.Equal(3, hub.Queue.Stored.Count);
    }

    [Fact]
    public async Task A_body_that_arrives_once_reaches_all()
    {
        await using var hub = await StartAsync(Function("a", "orders"), Function("b", "orders"), Function("only", "single"));

        await hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = "orders", Body = Arriving(100_000) }, Token);
        await hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = "single", Body = Arriving(5_000) }, Token);

        Assert.Equal([5_000, 100_000, 100_000], hub.Queue.Stored.Select(stored => stored.Body.Length).Order());
    }

    [Fact]
    public async Task A_body_kept_elsewhere_is_opened_by_each_and_not_held_in_memory()
    {
        await using var hub = await StartAsync(Function("a", "orders"), Function("b", "orders"));
        var kept = new KeptBody();

        await hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = "orders", Body = kept }, Token);

        Assert.Equal(2, kept.Opened);
    }

    [Theory]
    [InlineData("orders", true)]
    [InlineData("orders", false)]
    [InlineData("single", true)]
    [InlineData("single", false)]
    public async Task A_larger_body_than_allowed_reaches_nobody(string topic, bool lengthKnown)
    {
        await using var hub = await StartAsync(
            new ConnectorHostSettings { MaxEventBytes = new ByteSize(1000) }, Function("a", "orders"), Function("b", "orders"), Function("only", "single"));

        var thrown = await Assert.ThrowsAsync<EventTooLargeException>(
            async () => await hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = topic, Body = Arriving(1001, lengthKnown) }, Token));
        await hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = topic, Body = Arriving(1000, lengthKnown) }, Token);

        Assert.Contains("1000B", thrown.Message);
        Assert.All(hub.Queue.Stored, stored => Assert.Equal(1000, stored.Body.Length));
    }

    [Theory]
    [InlineData(253, 1, null)]
    [InlineData(254, 1, "257 headers, more than the 256")]
    [InlineData(4, 8_000, null)]
    [InlineData(4, 8_200, "more than the 32KiB")]
    [InlineData(1, 3_000_000, "the largest, x0, takes 3000006")]
    public async Task More_headers_than_an_event_may_have_reach_nobody(int count, int bytes, string? refusal)
    {
        await using var hub = await StartAsync(Function("a", "orders"), Function("b", "orders"));
        var connectorEvent = new ConnectorEvent
        {
            Topic = "orders",
            Headers = new(Enumerable.Range(0, count).Select(number => KeyValuePair.Create($"x{number}", new string('v', bytes)))),
        };

        if (refusal is null)
            Assert.Equal(2, (await hub.Context("nats").DispatchAsync(connectorEvent, Token)).Calls.Count);
        else
            Assert.Contains(refusal, (await Assert.ThrowsAsync<EventTooLargeException>(async () => await hub.Context("nats").DispatchAsync(connectorEvent, Token))).Message, StringComparison.Ordinal);
        Assert.Equal(refusal is null ? 2 : 0, hub.Queue.Stored.Count);
    }

    [Fact]
    public async Task A_refusal_for_one_function_does_not_hide_that_another_is_worth_another_try()
    {
        await using var hub = await StartAsync(Function("a", "orders"), Function("b", "orders"));
        hub.Queue.Refusals["a"] = new EventRefusedException("odd");
        hub.Queue.Refusals["b"] = new TimeoutException("late");
        var connectorEvent = new ConnectorEvent { Topic = "orders", Id = "1" };

        await Assert.ThrowsAsync<TimeoutException>(async () => await hub.Context("nats").DispatchAsync(connectorEvent, Token));
        hub.Queue.Refusals.Remove("b", out _);
        var thrown = await Assert.ThrowsAsync<EventRefusedException>(async () => await hub.Context("nats").DispatchAsync(connectorEvent, Token));

        Assert.Equal("odd", thrown.Message);
        Assert.Equal("b", Assert.Single(hub.Queue.Stored).Invocation.Function.Name);
    }

    [Fact]
    public async Task A_function_can_be_meant_whatever_its_topics_and_a_gone_one_is_nobody()
    {
        await using var hub = await StartAsync(Function("a", null, ("com.openfaas.queue", "slow")));
        Assert.True(FunctionName.TryParse("a", out var known) & FunctionName.TryParse("gone", out var gone));

        var result = await hub.Context("nats").DispatchToAsync(known, new ConnectorEvent { Topic = "cron-function" }, Token);
        var none = await hub.Context("nats").DispatchToAsync(gone, new ConnectorEvent { Topic = "cron-function" }, Token);

        Assert.Equal(known, Assert.Single(result.Calls).Function);
        Assert.Equal("slow", Assert.Single(hub.Queue.Stored).Invocation.Queue);
        Assert.Empty(none.Calls);
    }

    [Fact]
    public async Task Long_ids_stay_apart_and_no_id_is_made_up()
    {
        await using var hub = await StartAsync(Function("a", "orders"));
        foreach (var id in new[] { new string('x', 5000) + "1", new string('x', 5000) + "2", null, "" })
            await hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = "orders", Id = id }, Token);

        var keys = hub.Queue.Stored.Select(stored => stored.Invocation.Deduplication).ToList();
        Assert.Equal(2, keys.Count(key => key is null));
        Assert.Equal(2, keys.OfType<DeduplicationKey>().Distinct().Count());
        Assert.All(keys.OfType<DeduplicationKey>(), key => Assert.True(key.Id.Length <= 1024));
    }

    [Fact]
    public async Task Before_the_functions_have_been_read_an_event_waits_instead_of_reaching_nobody()
    {
        await using var hub = await Hub.StartAsync(
            services => services.AddSingleton<IConnector>(ScriptedConnector.Idle("nats")),
            new ConnectorHostSettings { RebuildInterval = TimeSpan.FromMilliseconds(100) },
            catalogue => catalogue.Failure = new IOException("not yet"));
        var dispatch = hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = "orders" }, Token).AsTask();
        Assert.False(dispatch.IsCompleted);

        hub.Catalogue.Failure = null;
        hub.Catalogue.Deploy(Function("a", "orders"));

        Assert.Single((await dispatch).Calls);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    public async Task In_synchronous_mode_any_answer_counts(int status)
    {
        var requests = new List<InvokerRequest>();
        var invoker = new FakeInvoker((request, _) =>
        {
            requests.Add(request);
            return Task.FromResult(new InvokerReply(InvokerVerdict.Answered, status, [], new MemoryStream([1, 2]), null, null));
        });
        await using var hub = await StartAsync(new ConnectorHostSettings { AsynchronousInvocation = false }, invoker, Function("a", "orders"));

        var result = await hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = "orders", Body = Body("x") }, Token);

        var request = Assert.Single(requests);
        Assert.Equal(Assert.Single(result.Calls).CallId, request.Headers.First("X-Call-Id"));
        Assert.Equal("orders", request.Headers.First("X-Topic"));
        Assert.Empty(hub.Queue.Stored);
    }

    [Theory]
    [InlineData(InvokerVerdict.Unreachable)]
    [InlineData(InvokerVerdict.Failed)]
    public async Task In_synchronous_mode_no_answer_throws(InvokerVerdict verdict)
    {
        var invoker = new FakeInvoker((_, _) => Task.FromResult(InvokerReply.Failure(verdict, 502, "refused")));
        await using var hub = await StartAsync(new ConnectorHostSettings { AsynchronousInvocation = false }, invoker, Function("a", "orders"));

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(async () => await hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = "orders" }, Token));

        Assert.Contains("refused", thrown.Message);
    }

    [Theory]
    [InlineData(413)]
    [InlineData(431)]
    public async Task In_synchronous_mode_what_does_not_pass_for_its_size_is_too_large(int status)
    {
        var invoker = new FakeInvoker((_, _) => Task.FromResult(InvokerReply.Failure(InvokerVerdict.Failed, status, "not so much")));
        await using var hub = await StartAsync(new ConnectorHostSettings { AsynchronousInvocation = false }, invoker, Function("a", "orders"));

        var thrown = await Assert.ThrowsAsync<EventTooLargeException>(async () => await hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = "orders" }, Token));

        Assert.Contains("not so much", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_synchronous_mode_a_function_that_hangs_is_given_up_and_one_that_is_gone_is_nobody()
    {
        var invoker = new FakeInvoker(async (request, token) =>
        {
            if (request.Function.Name == "gone")
                return InvokerReply.Failure(InvokerVerdict.UnknownFunction, 404, "unknown");
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("not reached");
        });
        var settings = new ConnectorHostSettings { AsynchronousInvocation = false, UpstreamTimeout = TimeSpan.FromMilliseconds(100) };
        await using var hub = await StartAsync(settings, invoker, Function("hangs", "orders"), Function("gone", "payments"));

        await Assert.ThrowsAsync<TimeoutException>(async () => await hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = "orders" }, Token));
        Assert.Empty((await hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = "payments" }, Token)).Calls);
    }

    internal static Task<Hub> StartAsync(params FunctionStatus[] functions) => StartAsync(new ConnectorHostSettings(), functions);

    internal static Task<Hub> StartAsync(ConnectorHostSettings settings, params FunctionStatus[] functions) => StartAsync(settings, null, functions);

    internal static async Task<Hub> StartAsync(ConnectorHostSettings settings, IInvoker? invoker, params FunctionStatus[] functions)
    {
        var hub = await Hub.StartAsync(
            services => services.AddSingleton<IConnector>(ScriptedConnector.Idle("nats")).AddConnectorTopics("nats", new ConnectorTopics { Language = TopicLanguage.Nats }),
            settings, catalogue => catalogue.Deploy(functions), invoker);
        await hub.Topics.Loaded.WaitAsync(TimeSpan.FromSeconds(20), Token);
        return hub;
    }

    private static InvocationBody Body(string text) => InvocationBody.FromMemory(Encoding.UTF8.GetBytes(text));

    private static InvocationBody Arriving(int bytes, bool lengthKnown = true) =>
        InvocationBody.FromStream(new MemoryStream(new byte[bytes]), lengthKnown ? bytes : null);

    private sealed class KeptBody : InvocationBody
    {
        public int Opened;

        public override long? Length => 3;

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref Opened);
            return new(new MemoryStream([1, 2, 3]));
        }
    }
}
