using System.Security.Cryptography;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;

namespace Connectors.Conformance.Queues;

/// <summary>What goes in comes out: metadata, headers, bodies, ids.</summary>
public abstract class EnqueueConformance : QueueConformance
{
    [Fact]
    public async Task What_was_enqueued_is_what_is_leased()
    {
        var accepted = await Subject.Queue.EnqueueAsync(
            Call() with { Method = "PUT", PathAndQuery = "/a%20b/?x=%2F&y=é", CallbackUrl = new Uri("http://example.com/back?x=1") }, Cancellation);
        Assert.False(accepted.Duplicate);
        await using var lease = await LeaseOneAsync();
        Assert.Equal(accepted.CallId, lease.Invocation.CallId);
        Assert.Equal((QueueName, Shout, "PUT", "/a%20b/?x=%2F&y=é"), (lease.Invocation.Queue, lease.Invocation.Function, lease.Invocation.Method, lease.Invocation.PathAndQuery));
        Assert.Equal("hello", await TextAsync(lease.Invocation.Body));
        Assert.Equal(new Uri("http://example.com/back?x=1"), lease.Invocation.CallbackUrl);
        Assert.Equal(accepted.AcceptedAt, lease.Invocation.AcceptedAt);
        Assert.Equal((1, 1), (lease.Invocation.Run, lease.Attempt));
        Assert.Null(lease.UnreachableSince);
        Assert.Null(lease.Invocation.CorrelationId);
    }

    [Fact]
    public async Task Headers_keep_order_case_repetition_and_every_character()
    {
        InvocationHeaders headers = new()
        {
            { "X-Many", "one" }, { "x-many", "two" }, { "X-Many", "" }, { "X-Odd", "ü € 🎉 \t \"quoted\", a=b; c\\d" }, { "X-Long", new string('z', 20_000) },
        };
        await EnqueueAsync(Call() with { Headers = headers });
        await using var lease = await LeaseOneAsync();
        Assert.Equal(headers, lease.Invocation.Headers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(3_000_000)]
    public async Task Bodies_of_every_size_come_back_byte_for_byte_from_memory_and_from_streams(int size)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);
        await EnqueueAsync(Call() with { Body = InvocationBody.FromMemory(bytes) });
        await EnqueueAsync(Call() with { Body = InvocationBody.FromStream(new MemoryStream(bytes)) });
        for (var time = 0; time < 2; time++)
        {
            await using var lease = await LeaseOneAsync();
            Assert.Equal(size, lease.Invocation.Body.Length);
            Assert.Equal(bytes, await BytesAsync(lease.Invocation.Body));
            Assert.Equal(bytes, await BytesAsync(lease.Invocation.Body));
            Assert.True(await CompleteAsync(lease));
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task A_body_that_breaks_off_is_not_queued_and_its_exception_passes_through(int after)
    {
        var thrown = await Assert.ThrowsAsync<IOException>(() => EnqueueAsync(
            Call() with { Body = InvocationBody.FromStream(new BreakingStream(after)), Deduplication = new("key", "broken") }));
        Assert.Equal("the line broke", thrown.Message);
        Assert.Empty(await LeaseAllAsync());
        Assert.False((await Subject.Queue.EnqueueAsync(Call() with { Deduplication = new("key", "broken") }, Cancellation)).Duplicate);
    }

    [Fact]
    public async Task A_valid_unknown_call_id_is_kept()
    {
        Assert.Equal("my_Call-1", (await EnqueueAsync(Call() with { RequestedCallId = "my_Call-1" })).ToString());
        var record = await RecordAsync(CallId.Parse("my_Call-1"));
        Assert.True(record.CallIdChosenByCaller);
        Assert.Null(record.CorrelationId);
    }

    [Fact]
    public async Task A_known_call_id_becomes_the_correlation_id_of_another()
    {
        await EnqueueAsync(Call() with { RequestedCallId = "twice" });
        await CompleteAsync(await LeaseOneAsync());
        var second = await EnqueueAsync(Call() with { RequestedCallId = "twice" });
        Assert.NotEqual("twice", second.ToString());
        await using var lease = await LeaseOneAsync();
        Assert.Equal("twice", lease.Invocation.CorrelationId);
        var record = await RecordAsync(second);
        Assert.Equal("twice", record.CorrelationId);
        Assert.False(record.CallIdChosenByCaller);
    }

    [Theory]
    [InlineData("with.dot")]
    [InlineData("line\r\nbreak")]
    [InlineData("../../etc/passwd")]
    [InlineData("ünï")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task An_illegal_call_id_becomes_the_correlation_id(string requested)
    {
        var callId = await EnqueueAsync(Call() with { RequestedCallId = requested });
        Assert.True(Guid.TryParse(callId.ToString(), out _));
        Assert.Equal(requested, (await RecordAsync(callId)).CorrelationId);
    }

    [Fact]
    public async Task Concurrent_callers_all_get_in_once()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => Task.Run(() => EnqueueAsync(Call($"{n}")))));
        Assert.Equal(200, ids.Distinct().Count());
        var leased = await LeaseAllAsync();
        Assert.Equal(ids.Select(id => id.ToString()).Order(), leased.Select(lease => lease.Invocation.CallId.ToString()).Order());
    }

    [Fact]
    public async Task A_cancelled_caller_queues_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Subject.Queue.EnqueueAsync(Call(), new CancellationToken(true)).AsTask());
        Assert.Empty(await LeaseAllAsync());
    }

    [Fact]
    public async Task A_queue_is_leased_from_by_its_name()
    {
        await EnqueueAsync(Call());
        var slow = await EnqueueAsync(CallOf(new FunctionName("shout", "elsewhere")) with { Queue = "slow" });
        Assert.Equal(slow, Assert.Single(await LeaseAsync(10, queue: "slow")).Invocation.CallId);
    }
}
