using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Core.Units;
using Connectors.Sdk.Apart;
using Connectors.Sdk.Dispatch;
using Connectors.Sdk.Events;
using Microsoft.AspNetCore.Http;

namespace Connectors.Sdk.Tests.Apart;

public sealed class GatewayIntakeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_travels_with_its_connectors_origin_and_the_gateways_credentials()
    {
        IHeaderDictionary seen = null!;
        await using var gateway = await ScriptedGateway.StartAsync(async context =>
        {
            seen = new HeaderDictionary(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value));
            await ScriptedGateway.Says(202, "", ("X-Call-Id", "abc"), ("X-Duplicate", "true"))(context);
        });
        var invocation = Invocation() with
        {
            Deduplication = new DeduplicationKey("cron", "echo@* * * * *@ü,%"),
            OrderingKey = "a b",
            Headers = [new("X-Topic", "t"), new("Authorization", "Bearer event"), new("x-connector-origin", "liar")],
        };

        var stored = await Intake(gateway).EnqueueAsync(invocation, Cancel);

        Assert.Equal(("abc", true), (stored.CallId.ToString(), stored.Duplicate));
        Assert.Equal($"Basic {ScriptedGateway.Credentials}", seen["Authorization"]);
        Assert.Equal("cron", seen["X-Connector-Origin"]);
        Assert.Equal("echo%40%2A%20%2A%20%2A%20%2A%20%2A%40%C3%BC%2C%25", seen["Idempotency-Key"]);
        Assert.Equal("a%20b", seen["X-Ordering-Key"]);
        Assert.Equal("t", seen["X-Topic"]);
    }

    [Fact]
    public async Task A_function_that_is_gone_is_nobody()
    {
        await using var gateway = await ScriptedGateway.StartAsync(ScriptedGateway.Says(404, $"function {ScriptedGateway.Function} not found"));
        var delivery = new QueueDelivery(Intake(gateway));

        Assert.Null(await delivery.DeliverAsync(Call(new ConnectorEvent { Topic = "t" }), Cancel));
    }

    [Theory]
    [InlineData(404, "there is nothing at /async-function/echo.openfaas-fn")]
    [InlineData(404, "")]
    [InlineData(401, "invalid credentials")]
    [InlineData(301, "")]
    [InlineData(200, "hello")]
    [InlineData(502, "")]
    [InlineData(503, "full")]
    public async Task What_says_nothing_against_the_event_is_tried_again(int status, string line)
    {
        await using var gateway = await ScriptedGateway.StartAsync(ScriptedGateway.Says(status, line, ("Retry-After", "7")));

        var thrown = await Assert.ThrowsAsync<QueueUnavailableException>(async () => await Intake(gateway).EnqueueAsync(Invocation(), Cancel));

        Assert.Contains($"answered {status}", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(7), thrown.RetryAfter);
    }

    [Theory]
    [InlineData(413, true)]
    [InlineData(431, true)]
    [InlineData(400, false)]
    [InlineData(405, false)]
    [InlineData(411, false)]
    [InlineData(414, false)]
    [InlineData(415, false)]
    [InlineData(422, false)]
    public async Task Refusals_for_good_are_told_as_such(int status, bool isTooLarge)
    {
        await using var gateway = await ScriptedGateway.StartAsync(ScriptedGateway.Says(status, "for this reason"));

        var refused = await Assert.ThrowsAnyAsync<EventRefusedException>(async () => await Intake(gateway).EnqueueAsync(Invocation(), Cancel));

        Assert.Equal(isTooLarge, refused is EventTooLargeException);
        Assert.Contains("for this reason", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_is_unavailable_and_a_caller_who_leaves_is_not()
    {
        await using var gateway = await ScriptedGateway.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted), TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAsync<QueueUnavailableException>(async () => await Intake(gateway).EnqueueAsync(Invocation(), Cancel));
        await Assert.ThrowsAsync<QueueUnavailableException>(async () => await new GatewayCheckpoints(gateway.Access).GetAsync("k", Cancel));

        await using var patient = await ScriptedGateway.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var leaving = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Intake(patient).EnqueueAsync(Invocation(), leaving.Token));
    }

    [Fact]
    public async Task An_event_that_turns_out_too_large_is_told_as_such()
    {
        await using var gateway = await ScriptedGateway.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            await ScriptedGateway.Says(202, "", ("X-Call-Id", "abc"))(context);
        });
        var endless = InvocationBody.FromStream(new BoundedStream(new MemoryStream(new byte[10_000]), ByteSize.MiB(0)), null);

        await Assert.ThrowsAsync<EventTooLargeException>(async () => await Intake(gateway).EnqueueAsync(Invocation() with { Body = endless }, Cancel));
    }

    [Fact]
    public async Task Endless_ids_and_keys_are_bounded_before_they_travel()
    {
        IHeaderDictionary seen = null!;
        await using var gateway = await ScriptedGateway.StartAsync(async context =>
        {
            seen = new HeaderDictionary(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value));
            await ScriptedGateway.Says(202, "", ("X-Call-Id", "abc"))(context);
        });
        var delivery = new QueueDelivery(Intake(gateway));

        await delivery.DeliverAsync(Call(new ConnectorEvent { Topic = "t", Id = new string('i', 2000), Key = new string('k', 2000) }), Cancel);
        Assert.StartsWith("sha256%3A", seen["Idempotency-Key"].ToString(), StringComparison.Ordinal);
        Assert.StartsWith("sha256%3A", seen["X-Ordering-Key"].ToString(), StringComparison.Ordinal);

        await delivery.DeliverAsync(Call(new ConnectorEvent { Topic = "t", Id = new string('ü', 1024) }), Cancel);
        Assert.Equal(new string('ü', 1024), Uri.UnescapeDataString(seen["Idempotency-Key"].ToString()));
    }

    private static GatewayIntake Intake(ScriptedGateway gateway) => new(gateway.Access, TimeProvider.System);

    private static NewInvocation Invocation() => new() { Queue = "faas-request", Function = ScriptedGateway.Function };

    private static EventCall Call(ConnectorEvent connectorEvent) => new()
    {
        Connector = "test",
        Event = connectorEvent,
        Function = ScriptedGateway.Function,
        Annotations = new Dictionary<string, string>(),
        Headers = [],
        Body = InvocationBody.Empty,
    };
}
