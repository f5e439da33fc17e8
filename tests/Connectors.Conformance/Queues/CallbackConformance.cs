using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Conformance.Queues;

/// <summary>Callbacks: durable deliveries of their own.</summary>
public abstract class CallbackConformance : QueueConformance
{
    protected override QueueTestOptions Options => new() { LeaseTime = TimeSpan.FromMilliseconds(600) };

    private static NewInvocation Calling(string url = "http://example.com/back") => Call() with { CallbackUrl = new Uri(url) };

    private async Task<CallId> EndedAsync(NewInvocation invocation, string answer = "HELLO")
    {
        var callId = await EnqueueAsync(invocation);
        Assert.True(await CompleteAsync(await LeaseOneAsync(), answer));
        return callId;
    }

    private static async Task<bool> EndAsync(ICallbackLease lease, CallbackOutcome outcome) => await lease.EndAsync(outcome, Cancellation);

    [Theory]
    [InlineData(5, true)]
    [InlineData(50_000, true)]
    [InlineData(50_000, false)]
    public async Task A_completed_call_is_reported_with_its_result(int size, bool keep)
    {
        var callId = await EnqueueAsync(Calling() with { RequestedCallId = "a.b", KeepResult = keep });
        Assert.Equal(CallbackState.Waiting, (await RecordAsync(callId)).Callback!.State);
        await RetryAsync(await LeaseOneAsync());
        await CompleteAsync(await LeaseOneAsync(), new string('r', size));
        Assert.Equal(CallbackState.Pending, (await RecordAsync(callId)).Callback!.State);
        await using var lease = await LeaseCallbackAsync();
        var delivery = lease.Delivery;
        Assert.Equal((callId, "a.b", Shout, new Uri("http://example.com/back"), 2), (delivery.CallId, delivery.CorrelationId, delivery.Function, delivery.Url, delivery.Attempts));
        Assert.Equal((200, 0.25), (delivery.Result.Status, delivery.Result.Seconds));
        Assert.Equal(Answer("").Headers, delivery.Result.Headers);
        Assert.Equal(new string('r', size), await TextAsync(delivery.Result.Body));
        Assert.True(await EndAsync(lease, new CallbackOutcome.Delivered()));
        Assert.False(await EndAsync(lease, new CallbackOutcome.Delivered()));
        Assert.Equal(new InvocationCallback("http://example.com/back", CallbackState.Delivered, 1), (await RecordAsync(callId)).Callback);
        Assert.Equal(keep, await Subject.Records.GetResultAsync(callId, Cancellation) is not null);
    }

    [Fact]
    public async Task A_dead_call_is_reported_with_its_last_result()
    {
        await EnqueueAsync(Calling());
        await KillAsync(await LeaseOneAsync());
        await using var lease = await LeaseCallbackAsync();
        Assert.Equal(500, lease.Delivery.Result.Status);
        Assert.Equal("broken", await TextAsync(lease.Delivery.Result.Body));
    }

    [Fact]
    public async Task A_retried_callback_keeps_its_id_and_counts_over_restart_and_crash()
    {
        var callId = await EndedAsync(Calling());
        var first = await LeaseCallbackAsync();
        Assert.Equal(1, first.Attempt);
        Assert.True(await EndAsync(first, new CallbackOutcome.RetryAfter(TimeSpan.FromMilliseconds(50), "HTTP 500")));
        var callback = (await RecordAsync(callId)).Callback!;
        Assert.Equal((CallbackState.Pending, 1, "HTTP 500"), (callback.State, callback.Attempts, callback.LastError));
        await Subject.RestartAsync();
        var second = await LeaseCallbackAsync();
        Assert.Equal((2, first.Delivery.DeliveryId), (second.Attempt, second.Delivery.DeliveryId));
        await Subject.CrashAsync();
        var third = await LeaseCallbackAsync();
        Assert.Equal((3, first.Delivery.DeliveryId), (third.Attempt, third.Delivery.DeliveryId));
        Assert.True(await EndAsync(third, new CallbackOutcome.Dead("HTTP 410")));
        callback = (await RecordAsync(callId)).Callback!;
        Assert.Equal((CallbackState.Dead, 3, "HTTP 410"), (callback.State, callback.Attempts, callback.LastError));
        Assert.Equal(InvocationState.Succeeded, await StateAsync(callId));
    }

    [Fact]
    public async Task A_callback_waits_for_its_delay_and_others_do_not()
    {
        await EndedAsync(Calling());
        await EndAsync(await LeaseCallbackAsync(), new CallbackOutcome.RetryAfter(TimeSpan.FromHours(1), "HTTP 503"));
        var second = await EndedAsync(Calling());
        Assert.Equal(second, (await LeaseCallbackAsync()).Delivery.CallId);
    }

    [Fact]
    public async Task A_lease_let_go_runs_out_and_giving_back_does_not_count()
    {
        await EndedAsync(Calling());
        var first = await LeaseCallbackAsync();
        Assert.True(await EndAsync(first, new CallbackOutcome.GiveBack()));
        var second = await LeaseCallbackAsync();
        Assert.Equal(1, second.Attempt);
        await second.DisposeAsync();
        await using var third = await LeaseCallbackAsync();
        Assert.Equal(2, third.Attempt);
        await FiresAsync(second.Lost);
        Assert.False(await EndAsync(second, new CallbackOutcome.Delivered()));
        Assert.True(await EndAsync(third, new CallbackOutcome.Delivered()));
    }

    [Fact]
    public async Task Targets_take_turns()
    {
        for (var n = 0; n < 30; n++)
            await EndedAsync(Calling("http://busy.example/"));
        await EndedAsync(Calling("http://quiet.example/"));
        var hosts = new List<string>();
        for (var n = 0; n < 4; n++)
        {
            await using var lease = await LeaseCallbackAsync();
            hosts.Add(lease.Delivery.Url.Host);
            await EndAsync(lease, new CallbackOutcome.Delivered());
        }
        Assert.Contains("quiet.example", hosts);
    }

    [Fact]
    public async Task A_redriven_call_is_reported_again_under_a_new_id()
    {
        await EnqueueAsync(Calling());
        await KillAsync(await LeaseOneAsync());
        var first = await LeaseCallbackAsync();
        await EndAsync(first, new CallbackOutcome.Delivered());
        await Subject.DeadLetters.RedriveAsync(new DeadLetterSelection(QueueName), Cancellation);
        await CompleteAsync(await LeaseOneAsync(), "now");
        await using var second = await LeaseCallbackAsync();
        Assert.NotEqual(first.Delivery.DeliveryId, second.Delivery.DeliveryId);
        Assert.Equal((first.Delivery.CallId, 1), (second.Delivery.CallId, second.Attempt));
        Assert.Equal("now", await TextAsync(second.Delivery.Result.Body));
    }

    [Fact]
    public async Task Leasing_waits_and_can_be_cancelled()
    {
        using var impatience = new CancellationTokenSource();
        var cancelled = Subject.Callbacks.LeaseAsync("caller", 1, impatience.Token).AsTask();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        var waiting = LeaseCallbackAsync();
        var callId = await EndedAsync(Calling());
        Assert.Equal((callId, 1), ((await waiting).Delivery.CallId, (await waiting).Attempt));
    }
}
