using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Queues.JetStream.Tests.Servers;

/// <summary>A server that goes and comes back.</summary>
public sealed class OutageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_server_is_away_calls_are_refused_and_afterwards_taken_again_by_itself()
    {
        await using var rig = await Rig.StartAsync();
        var store = await rig.OpenAsync();
        await Rig.EnqueueAsync(store);
        await rig.Server.KillAsync();
        await Rig.EventuallyAsync(() => Task.FromResult(!store.Link.IsOpen));
        var refused = await Assert.ThrowsAsync<QueueUnavailableException>(() => Rig.EnqueueAsync(store));
        Assert.Contains($"127.0.0.1:{rig.Server.Port}", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        await rig.Server.StartAgainAsync();
        await Rig.EventuallyAsync(() => Task.FromResult(store.Link.IsOpen));
        await Rig.EnqueueAsync(store);
        var leases = new List<IInvocationLease>();
        while (leases.Count < 2)
            leases.AddRange(await Rig.LeaseAsync(store, 10));
        foreach (var lease in leases)
            Assert.True(await Rig.CompleteAsync(lease));
        Assert.Contains(rig.Logged, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("is gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_runs_goes_on_through_an_outage_and_is_recorded_once()
    {
        await using var rig = await Rig.StartAsync();
        var (holder, other) = (await rig.OpenAsync(), await rig.OpenAsync());
        var id = await Rig.EnqueueAsync(holder);
        await using var lease = await Rig.LeaseOneAsync(holder);
        await rig.Server.KillAsync();
        await Rig.EventuallyAsync(() => Task.FromResult(!holder.Link.IsOpen));
        await Assert.ThrowsAsync<QueueUnavailableException>(() => Rig.CompleteAsync(lease));
        Assert.False(lease.Interrupted.IsCancellationRequested);
        await Task.Delay(rig.Common.AckWait * 1.5, TimeProvider.System, Cancellation);
        await rig.Server.StartAgainAsync();
        // Another worker asks for work at once, and the server thinks the lease has run out.
        await Rig.EventuallyAsync(() => Task.FromResult(holder.Link.IsOpen && other.Link.IsOpen));
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var stealing = new Invocations.JetStreamInvocationQueue(other).LeaseAsync(
            new LeaseRequest { Worker = "thief", Count = 1, Limits = new Conformance.Queues.FunctionLimits() }, impatience.Token).AsTask();
        await Task.Delay(rig.Common.AckWait * 2, TimeProvider.System, Cancellation);
        Assert.False(stealing.IsCompleted);
        Assert.True(await Rig.CompleteAsync(lease));
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stealing);
        var record = await Rig.RecordAsync(other, id);
        Assert.Equal(InvocationState.Succeeded, record.State);
        Assert.Single(record.Attempts);
    }

    [Fact]
    public async Task A_restart_forgets_neither_what_was_accepted_nor_its_key()
    {
        await using var rig = await Rig.StartAsync();
        var store = await rig.OpenAsync();
        var call = Rig.Call() with { Deduplication = new("key", "k") };
        var done = await Rig.EnqueueAsync(store, call);
        Assert.True(await Rig.CompleteAsync(await Rig.LeaseOneAsync(store)));
        var waiting = await Rig.EnqueueAsync(store);
        await rig.Server.KillAsync();
        await rig.Server.StartAgainAsync();
        await Rig.EventuallyAsync(() => Task.FromResult(store.Link.IsOpen));
        Assert.Equal(done, await Rig.EnqueueAsync(store, call));
        Assert.Equal(waiting, (await Rig.LeaseOneAsync(store)).Invocation.CallId);
    }

    [Fact]
    public async Task A_stream_that_an_operator_removes_is_made_again_and_said_loudly()
    {
        await using var rig = await Rig.StartAsync();
        var store = await rig.OpenAsync();
        await Rig.EnqueueAsync(store);
        await Rig.CompleteAsync(await Rig.LeaseOneAsync(store));
        await store.Link.JetStream.DeleteStreamAsync("OF_faas-request", Cancellation);
        var id = await Rig.EnqueueAsync(store);
        await using var lease = await Rig.LeaseOneAsync(store);
        Assert.Equal(id, lease.Invocation.CallId);
        Assert.Contains(rig.Logged, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("OF_faas-request is gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_that_the_server_takes_in_no_message_travels_apart()
    {
        await using var rig = await Rig.StartAsync("max_payload: 65536");
        var store = await rig.OpenAsync();
        await Rig.EnqueueAsync(store, Rig.Call(new string('b', 200_000)));
        await using var lease = await Rig.LeaseOneAsync(store);
        await using var stream = await lease.Invocation.Body.OpenReadAsync(Cancellation);
        Assert.Equal(new string('b', 200_000), await new StreamReader(stream).ReadToEndAsync(Cancellation));
        Assert.True(await Rig.CompleteAsync(lease, new string('r', 150_000)));
        var result = await new Records.JetStreamInvocationRecords(store).GetResultAsync(lease.Invocation.CallId, Cancellation);
        Assert.Equal(150_000, result!.Body.Length);
    }

    [Fact]
    public async Task A_full_stream_refuses_and_says_what_to_do()
    {
        await using var rig = await Rig.StartAsync(own: new() { StreamMaxMessages = 2 });
        var store = await rig.OpenAsync();
        await Rig.EnqueueAsync(store);
        await Rig.EnqueueAsync(store);
        var refused = await Assert.ThrowsAsync<QueueUnavailableException>(() => Rig.EnqueueAsync(store));
        Assert.Contains("queue.stream-max-messages", refused.Message, StringComparison.Ordinal);
        await Rig.CompleteAsync(await Rig.LeaseOneAsync(store));
        await Rig.EventuallyAsync(async () => await TryAsync(store));
    }

    [Fact]
    public async Task A_stream_that_is_something_else_stops_the_start_with_a_sentence()
    {
        await using var rig = await Rig.StartAsync();
        await using var link = new Broker.BrokerLink(Broker.LinkOptions.Of(rig.Server.Url, rig.Own), 1);
        await link.Connection.ConnectAsync();
        await link.JetStream.CreateStreamAsync(new NATS.Client.JetStream.Models.StreamConfig("CONNECTORS_CALLBACKS", ["somebody.else"]), Cancellation);
        var refused = await Assert.ThrowsAsync<QueueStartException>(() => rig.OpenAsync());
        Assert.Contains("CONNECTORS_CALLBACKS", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Limits retention, not Workqueue", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_stops_the_start_with_a_sentence()
    {
        await using var rig = await Rig.StartAsync();
        await rig.Server.KillAsync();
        var refused = await Assert.ThrowsAsync<QueueStartException>(() => rig.OpenAsync());
        Assert.Contains("queue.url", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<bool> TryAsync(JetStreamStore store)
    {
        try
        {
            await Rig.EnqueueAsync(store);
            return true;
        }
        catch (QueueUnavailableException)
        {
            return false;
        }
    }
}
