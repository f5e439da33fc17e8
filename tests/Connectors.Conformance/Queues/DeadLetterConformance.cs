using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Conformance.Queues;

/// <summary>Dead letters: kept, listed, redriven, purged.</summary>
public abstract class DeadLetterConformance : QueueConformance
{
    private async Task<CallId> DeadAsync(NewInvocation invocation)
    {
        var callId = await EnqueueAsync(invocation);
        Assert.True(await KillAsync(await LeaseOneAsync()));
        return callId;
    }

    private async Task<int> RedriveAsync(DeadLetterSelection selection) => await Subject.DeadLetters.RedriveAsync(selection, Cancellation);

    [Fact]
    public async Task A_dead_letter_has_its_reason_history_and_result()
    {
        var callId = await EnqueueAsync(Call());
        await RetryAsync(await LeaseOneAsync());
        await KillAsync(await LeaseOneAsync(), "two attempts failed");
        var letter = Assert.Single((await Subject.DeadLetters.ListAsync(new InvocationQuery { Queue = QueueName }, Cancellation)).Items);
        Assert.Equal((callId.ToString(), InvocationState.Dead, "two attempts failed"), (letter.CallId, letter.State, letter.Reason));
        Assert.Equal([503, 500], letter.Attempts.Select(attempt => attempt.Status!.Value));
        Assert.Equal("broken", await TextAsync((await Subject.Records.GetResultAsync(callId, Cancellation))!.Body));
        Assert.Empty(await LeaseAllAsync());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(50_000)]
    public async Task A_redrive_is_a_new_run_of_the_same_call(int size)
    {
        var body = new string('b', size);
        var callId = await DeadAsync(Call(body) with { Deduplication = new("key", "redriven") });
        await Subject.CrashAsync();
        Assert.Equal(1, await RedriveAsync(new DeadLetterSelection(QueueName, CallId: callId)));
        var queued = await RecordAsync(callId);
        Assert.Equal((InvocationState.Queued, 2, null), (queued.State, queued.Run, queued.Reason));
        await using var lease = await LeaseOneAsync();
        Assert.Equal((callId, 2, 1), (lease.Invocation.CallId, lease.Invocation.Run, lease.Attempt));
        Assert.Equal(body, await TextAsync(lease.Invocation.Body));
        await CompleteAsync(lease, "at last");
        var record = await RecordAsync(callId);
        Assert.Equal([(1, 1), (2, 1)], record.Attempts.Select(attempt => (attempt.Run, attempt.Number)));
        Assert.Equal("at last", await TextAsync((await Subject.Records.GetResultAsync(callId, Cancellation))!.Body));
        Assert.Equal(0, await RedriveAsync(new DeadLetterSelection(QueueName, CallId: callId)));
    }

    [Fact]
    public async Task A_redrive_selects_by_function_and_queue()
    {
        await DeadAsync(Call());
        await DeadAsync(Call());
        var other = await DeadAsync(CallOf(Other));
        Assert.Equal(0, await RedriveAsync(new DeadLetterSelection("unknown")));
        Assert.Equal(0, await RedriveAsync(new DeadLetterSelection("unknown", CallId: other)));
        Assert.Equal(2, await RedriveAsync(new DeadLetterSelection(QueueName, Function: Shout)));
        Assert.Equal(2, (await LeaseAllAsync()).Count);
        Assert.Equal(InvocationState.Dead, await StateAsync(other));
        Assert.Equal(1, await RedriveAsync(new DeadLetterSelection(QueueName)));
    }

    [Fact]
    public async Task A_limit_takes_those_that_died_first_whatever_their_function()
    {
        var oldest = await EnqueueAsync(Call());
        var held = await LeaseOneAsync();
        var ids = new List<CallId> { await DeadAsync(CallOf(Other)), await DeadAsync(Call()), await DeadAsync(CallOf(Other)) };
        Assert.True(await KillAsync(held));
        ids.Add(oldest);
        Assert.Equal(2, await RedriveAsync(new DeadLetterSelection(QueueName, Limit: 2)));
        foreach (var (index, id) in ids.Index())
            Assert.Equal(index < 2 ? InvocationState.Queued : InvocationState.Dead, await StateAsync(id));
        // What dies again comes last.
        Assert.True(await KillAsync(await LeaseOneAsync()));
        Assert.True(await KillAsync(await LeaseOneAsync()));
        Assert.Equal(1, await Subject.DeadLetters.PurgeAsync(new DeadLetterSelection(QueueName, Function: Shout, Limit: 1), Cancellation));
        Assert.Equal(1, await Subject.DeadLetters.PurgeAsync(new DeadLetterSelection(QueueName, Limit: 1), Cancellation));
        Assert.Equal(ids[..2].Select(id => id.ToString()).Order(), (await Subject.DeadLetters.ListAsync(new InvocationQuery { Queue = QueueName }, Cancellation)).Items.Select(letter => letter.CallId).Order());
        Assert.Equal(2, await RedriveAsync(new DeadLetterSelection(QueueName, Limit: 50)));
        Assert.Equal(0, await RedriveAsync(new DeadLetterSelection(QueueName, Limit: 50)));
    }

    [Fact]
    public async Task A_purge_removes_for_good()
    {
        var gone = await DeadAsync(Call(new string('x', 10_000)));
        var stays = await DeadAsync(CallOf(Other));
        Assert.Equal(1, await Subject.DeadLetters.PurgeAsync(new DeadLetterSelection(QueueName, Function: Shout), Cancellation));
        Assert.Null(await Subject.Records.GetAsync(gone, Cancellation));
        Assert.Null(await Subject.Records.GetResultAsync(gone, Cancellation));
        Assert.Equal(InvocationState.Dead, await StateAsync(stays));
        Assert.Equal(1, await Subject.DeadLetters.PurgeAsync(new DeadLetterSelection(QueueName, CallId: stays), Cancellation));
        Assert.Empty((await Subject.DeadLetters.ListAsync(new InvocationQuery(), Cancellation)).Items);
    }

    [Fact]
    public async Task The_key_of_a_purged_call_is_free_again()
    {
        var gone = await DeadAsync(Call() with { Deduplication = new("key", "purged") });
        Assert.Equal(1, await Subject.DeadLetters.PurgeAsync(new DeadLetterSelection(QueueName, CallId: gone), Cancellation));
        var again = await Subject.Queue.EnqueueAsync(Call() with { Deduplication = new("key", "purged") }, Cancellation);
        Assert.False(again.Duplicate);
        Assert.Equal(InvocationState.Queued, await StateAsync(again.CallId));
    }

    [Fact]
    public async Task Pages_are_newest_first_and_complete()
    {
        var ids = new List<string>();
        for (var n = 0; n < 25; n++)
            ids.Add((await DeadAsync(n % 2 == 0 ? Call() : CallOf(Other))).ToString());
        ids.Reverse();
        Assert.Equal(ids, await PagedAsync(new InvocationQuery { Queue = QueueName, Limit = 7 }));
        Assert.Equal(ids.Where((_, index) => index % 2 == 0), await PagedAsync(new InvocationQuery { Queue = QueueName, Function = Shout, Limit = 4 }));
        Assert.Empty(await PagedAsync(new InvocationQuery { Queue = "unknown" }));
    }

    private async Task<List<string>> PagedAsync(InvocationQuery query)
    {
        var ids = new List<string>();
        for (var page = await Subject.DeadLetters.ListAsync(query, Cancellation); ; page = await Subject.DeadLetters.ListAsync(query with { After = page.Next }, Cancellation))
        {
            Assert.InRange(page.Items.Count, 0, query.Limit);
            ids.AddRange(page.Items.Select(item => item.CallId));
            if (page.Next is null)
                return ids;
        }
    }
}
