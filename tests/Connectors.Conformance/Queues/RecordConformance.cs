using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Conformance.Queues;

/// <summary>Results and lists of records.</summary>
public abstract class RecordConformance : QueueConformance
{
    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public async Task A_result_comes_back_as_it_was_given(int size)
    {
        var callId = await EnqueueAsync(Call());
        var answer = Answer(new string('r', size), 201);
        var streamed = answer with { Body = InvocationBody.FromStream(await answer.Body.OpenReadAsync(Cancellation)) };
        Assert.Null(await Subject.Records.GetResultAsync(callId, Cancellation));
        Assert.True(await (await LeaseOneAsync()).EndAsync(new AttemptOutcome.Completed(Report(201), streamed), Cancellation));
        await Subject.CrashAsync();
        var result = (await Subject.Records.GetResultAsync(callId, Cancellation))!;
        Assert.Equal((201, 0.25), (result.Status, result.Seconds));
        Assert.Equal(answer.Headers, result.Headers);
        Assert.Equal(new string('r', size), await TextAsync(result.Body));
        var summary = (await RecordAsync(callId)).Result!;
        Assert.Equal((201, (long)size), (summary.Status, summary.Bytes));
        Assert.True(summary.ExpiresAt > TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task A_function_that_keeps_no_results_has_none()
    {
        var callId = await EnqueueAsync(Call() with { KeepResult = false });
        await CompleteAsync(await LeaseOneAsync());
        Assert.Null(await Subject.Records.GetResultAsync(callId, Cancellation));
        Assert.Null((await RecordAsync(callId)).Result);
    }

    [Fact]
    public async Task Lists_are_filtered_by_queue_function_and_state()
    {
        var done = await EnqueueAsync(Call());
        await CompleteAsync(await LeaseOneAsync());
        var retrying = await EnqueueAsync(Call());
        await RetryAsync(await LeaseOneAsync(), TimeSpan.FromHours(1));
        var running = await EnqueueAsync(CallOf(Other));
        await using var held = await LeaseOneAsync();
        var queued = await EnqueueAsync(Call());
        var elsewhere = await EnqueueAsync(Call() with { Queue = "elsewhere" });

        Assert.Equal([elsewhere, queued, running, retrying, done], await ListAsync(new InvocationQuery()));
        Assert.Equal([queued, running, retrying, done], await ListAsync(new InvocationQuery { Queue = QueueName }));
        Assert.Equal([elsewhere, queued, retrying, done], await ListAsync(new InvocationQuery { Function = Shout }));
        Assert.Equal([queued], await ListAsync(new InvocationQuery { Queue = QueueName, State = InvocationState.Queued }));
        Assert.Equal([retrying], await ListAsync(new InvocationQuery { State = InvocationState.Retrying }));
        Assert.Equal([running], await ListAsync(new InvocationQuery { State = InvocationState.Running, Function = Other }));
        Assert.Equal([done], await ListAsync(new InvocationQuery { State = InvocationState.Succeeded }));
        Assert.Empty(await ListAsync(new InvocationQuery { State = InvocationState.Cancelled }));
        Assert.Empty(await ListAsync(new InvocationQuery { After = "not a place' OR 1=1 --" }));
    }

    private async Task<IEnumerable<CallId>> ListAsync(InvocationQuery query) =>
        (await Subject.Records.ListAsync(query, Cancellation)).Items.Select(item => CallId.Parse(item.CallId));
}

/// <summary>Results go when their time has passed.</summary>
public abstract class ResultRetentionConformance : QueueConformance
{
    protected override QueueTestOptions Options => new() { ResultRetention = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task A_result_expires_and_the_record_stays()
    {
        var callId = await EnqueueAsync(Call());
        await CompleteAsync(await LeaseOneAsync());
        await EventuallyAsync(async () => await Subject.Records.GetResultAsync(callId, Cancellation) is null);
        var record = await RecordAsync(callId);
        Assert.Equal((InvocationState.Succeeded, null), (record.State, record.Result));
    }

    [Fact]
    public async Task A_result_stays_for_its_callback_past_its_time()
    {
        var callId = await EnqueueAsync(Call() with { CallbackUrl = new Uri("http://example.com/") });
        await CompleteAsync(await LeaseOneAsync(), new string('c', 20_000));
        await EventuallyAsync(async () => await Subject.Records.GetResultAsync(callId, Cancellation) is null);
        await Subject.RestartAsync();
        await using var callback = await LeaseCallbackAsync();
        Assert.Equal(20_000, (await BytesAsync(callback.Delivery.Result.Body)).Length);
    }
}

/// <summary>Results beyond the room there is push out the oldest.</summary>
public abstract class ResultRoomConformance : QueueConformance
{
    protected override QueueTestOptions Options => new() { ResultMaxBytes = 25_000 };

    [Fact]
    public async Task The_oldest_results_go_first_and_those_of_pending_callbacks_stay()
    {
        var ids = new List<CallId>();
        for (var n = 0; n < 4; n++)
        {
            ids.Add(await EnqueueAsync(Call() with { CallbackUrl = n == 0 ? new Uri("http://example.com/") : null }));
            await CompleteAsync(await LeaseOneAsync(), new string('r', 10_000));
        }
        await EventuallyAsync(async () => await Subject.Records.GetResultAsync(ids[1], Cancellation) is null);
        Assert.NotNull(await Subject.Records.GetResultAsync(ids[3], Cancellation));
        await using var callback = await LeaseCallbackAsync();
        Assert.Equal(ids[0], callback.Delivery.CallId);
        Assert.Equal(10_000, (await BytesAsync(callback.Delivery.Result.Body)).Length);
    }
}
