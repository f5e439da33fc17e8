using Connectors.Core.Functions;
using Connectors.Core.Invocations;

namespace Connectors.Conformance.Queues;

/// <summary>The second of two equal keys is a duplicate of the first.</summary>
public abstract class DeduplicationConformance : QueueConformance
{
    private static NewInvocation Keyed(string id = "k", string origin = "key") => Call() with { Deduplication = new DeduplicationKey(origin, id) };

    [Fact]
    public async Task A_duplicate_answers_with_the_first_and_queues_nothing()
    {
        var first = await Subject.Queue.EnqueueAsync(Keyed(), Cancellation);
        var second = await Subject.Queue.EnqueueAsync(Keyed() with { RequestedCallId = "wanted" }, Cancellation);
        Assert.Equal((first.CallId, true, first.AcceptedAt), (second.CallId, second.Duplicate, second.AcceptedAt));
        Assert.Equal(first.CallId, Assert.Single(await LeaseAllAsync()).Invocation.CallId);
    }

    [Fact]
    public async Task The_key_outlives_the_completion_and_a_restart_and_a_crash()
    {
        var first = await EnqueueAsync(Keyed());
        await CompleteAsync(await LeaseOneAsync());
        Assert.True((await Subject.Queue.EnqueueAsync(Keyed(), Cancellation)).Duplicate);
        await Subject.RestartAsync();
        Assert.True((await Subject.Queue.EnqueueAsync(Keyed(), Cancellation)).Duplicate);
        await Subject.CrashAsync();
        Assert.Equal(first, await EnqueueAsync(Keyed()));
        Assert.Empty(await LeaseAllAsync());
    }

    [Fact]
    public async Task Fifty_at_once_with_one_key_are_one_invocation()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Subject.Queue.EnqueueAsync(Keyed(), Cancellation).AsTask())));
        Assert.Single(results, result => !result.Duplicate);
        Assert.Single(results.Select(result => result.CallId).Distinct());
        Assert.Single(await LeaseAllAsync());
    }

    [Fact]
    public async Task Other_origins_ids_functions_and_namespaces_are_others()
    {
        await EnqueueAsync(Keyed());
        NewInvocation[] others =
        [
            Keyed("K"), Keyed("k", "cron"), Keyed("y/k", "ke"), Keyed() with { Function = Other }, Keyed() with { Function = new FunctionName("shout", "elsewhere") },
            Keyed(new string('x', 1024)), Keyed("a/b.c*>\r\n é"), Call(),
        ];
        foreach (var other in others)
            Assert.False((await Subject.Queue.EnqueueAsync(other, Cancellation)).Duplicate);
    }

    [Fact]
    public async Task A_large_duplicate_leaves_the_first_body_alone()
    {
        var large = new string('a', 50_000);
        await EnqueueAsync(Keyed() with { Body = InvocationBody.FromMemory(System.Text.Encoding.UTF8.GetBytes(large)) });
        await EnqueueAsync(Keyed() with { Body = InvocationBody.FromMemory(new byte[60_000]) });
        Assert.Equal(large, await TextAsync((await LeaseOneAsync()).Invocation.Body));
    }
}

/// <summary>Keys are forgotten after the window.</summary>
public abstract class DeduplicationWindowConformance : QueueConformance
{
    protected override QueueTestOptions Options => new() { DedupWindow = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task After_the_window_the_key_is_free()
    {
        var invocation = Call() with { Deduplication = new DeduplicationKey("key", "k") };
        var first = await EnqueueAsync(invocation);
        await EventuallyAsync(async () => !(await Subject.Queue.EnqueueAsync(invocation, Cancellation)).Duplicate);
        Assert.Equal(2, (await LeaseAllAsync()).Count);
        Assert.NotEqual(first, await EnqueueAsync(invocation));
    }
}
