using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Callbacks;
using Connectors.Queues.JetStream.DeadLetters;
using Connectors.Queues.JetStream.Records;

namespace Connectors.Queues.JetStream.Tests.Servers;

/// <summary>What a server takes in a message is bounded; bodies are stored apart, headers are not.</summary>
public sealed class TooLargeTests
{
    [Theory]
    [InlineData(1, 1_200_000)]
    [InlineData(2_000, 600)]
    [InlineData(1, 50_000)]
    [InlineData(1, 70_000)]
    public async Task Headers_larger_than_a_message_may_be_are_no_outage_and_leave_nothing_behind(int count, int bytes)
    {
        await using var rig = await Rig.StartAsync();
        var store = await rig.OpenAsync();
        var call = Rig.Call(new string('x', 600_000)) with
        {
            Headers = new(Enumerable.Range(0, count).Select(number => KeyValuePair.Create($"x{number}", new string('v', bytes)))),
            Deduplication = new DeduplicationKey("mqtt", "1"),
        };

        var refused = await Assert.ThrowsAsync<InvocationTooLargeException>(() => Rig.EnqueueAsync(store, call));

        Assert.Contains("max_payload", refused.Message, StringComparison.Ordinal);
        await foreach (var (name, _) in store.Bodies.ListAsync(TestContext.Current.CancellationToken))
            Assert.Fail($"body {name} was left behind");
        await using var lease = await LeaseAfterAsync(store);
        Assert.Empty(lease.Invocation.Headers);
    }

    [Fact]
    public async Task Headers_that_just_fit_live_through_a_dead_letter()
    {
        await using var rig = await Rig.StartAsync();
        var store = await rig.OpenAsync();
        var call = Rig.Call() with { Headers = new([KeyValuePair.Create("x", new string('v', 47_000))]) };
        var id = await Rig.EnqueueAsync(store, call);
        await using var lease = await Rig.LeaseOneAsync(store);

        var report = new AttemptReport(TimeProvider.System.GetUtcNow(), 0.1, 500, new string('e', 500));
        Assert.True(await lease.EndAsync(new AttemptOutcome.Dead(report, new FunctionResult { Status = 500 }, "it failed"), TestContext.Current.CancellationToken));

        Assert.Equal(InvocationState.Dead, (await Rig.RecordAsync(store, id)).State);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public async Task A_long_history_is_cut_in_the_dead_letter_and_the_call_is_not_lost(int attempts)
    {
        await using var rig = await Rig.StartAsync();
        var store = await rig.OpenAsync();
        var id = await Rig.EnqueueAsync(store, Rig.Call() with { Headers = new([KeyValuePair.Create("x", new string('v', 40_000))]) });
        var error = new string('e', attempts == 1 ? 40_000 : 2_000);
        for (var attempt = 1; attempt < attempts; attempt++)
        {
            await using var failed = await Rig.LeaseOneAsync(store);
            Assert.True(await failed.EndAsync(new AttemptOutcome.RetryAfter(Report(error), TimeSpan.Zero, true), Cancel));
        }
        await using (var last = await Rig.LeaseOneAsync(store))
            Assert.True(await last.EndAsync(new AttemptOutcome.Dead(Report(error), new FunctionResult { Status = 500 }, "it failed"), Cancel));

        var dead = new JetStreamDeadLetters(store);
        Assert.Equal(attempts, Assert.Single((await dead.ListAsync(new InvocationQuery { Queue = "faas-request" }, Cancel)).Items).Attempts.Count);
        await store.Records.RemoveAsync(id, Cancel);
        var kept = Assert.Single((await dead.ListAsync(new InvocationQuery { Queue = "faas-request" }, Cancel)).Items);
        Assert.Equal((InvocationState.Dead, id.ToString()), (kept.State, kept.CallId));
        Assert.InRange(kept.Attempts.Count, 1, 60);
        Assert.EndsWith("…", kept.Attempts[^1].Error, StringComparison.Ordinal);
        Assert.Equal(attempts > 1, kept.Reason!.EndsWith("earlier attempts are left out here)", StringComparison.Ordinal));
        Assert.Equal(1, await dead.RedriveAsync(new DeadLetterSelection("faas-request"), Cancel));
        await using var again = await Rig.LeaseOneAsync(store);
        Assert.Equal(id, again.Invocation.CallId);
    }

    [Theory]
    [InlineData(1, 60_000)]
    [InlineData(60, 1_000)]
    [InlineData(1, 70_000)]
    public async Task Headers_of_an_answer_that_do_not_fit_are_left_out_with_a_mark_and_the_call_ends(int count, int bytes)
    {
        await using var rig = await Rig.StartAsync();
        var store = await rig.OpenAsync();
        var id = await Rig.EnqueueAsync(store, Rig.Call() with { CallbackUrl = new Uri("http://127.0.0.1:9/done") });
        await using (var lease = await Rig.LeaseOneAsync(store))
        {
            // Blanks take three bytes each.
            var headers = new InvocationHeaders { { "X-First", "1" } };
            for (var number = 0; number < count; number++)
                headers.Add($"X-Much-{number}", string.Concat(Enumerable.Repeat("v ", bytes / 2)));
            headers.Add("X-Last", "2");
            Assert.True(await lease.EndAsync(new AttemptOutcome.Completed(Report(null), new FunctionResult { Status = 200, Headers = headers, Body = InvocationBody.FromMemory("HELLO"u8.ToArray()) }), Cancel));
        }

        Assert.Equal(InvocationState.Succeeded, (await Rig.RecordAsync(store, id)).State);
        var result = (await new JetStreamInvocationRecords(store).GetResultAsync(id, Cancel))!;
        Told(result.Headers);
        using var reader = new StreamReader(await result.Body.OpenReadAsync(Cancel));
        Assert.Equal("HELLO", await reader.ReadToEndAsync(Cancel));
        await using var callback = Assert.Single(await new JetStreamCallbackQueue(store).LeaseAsync("w", 1, Cancel));
        Told(callback.Delivery.Result.Headers);

        void Told(InvocationHeaders headers)
        {
            Assert.Equal(("1", "2"), (headers.First("X-First"), headers.First("X-Last")));
            var leftOut = int.Parse(headers.First("X-Connectors-Headers-Left-Out")!, System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(leftOut, 1, count);
            Assert.Equal(count - leftOut, headers.Count(header => header.Key.StartsWith("X-Much-", StringComparison.Ordinal)));
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static AttemptReport Report(string? error) => new(TimeProvider.System.GetUtcNow(), 0.1, error is null ? 200 : 500, error);

    private static async Task<IInvocationLease> LeaseAfterAsync(JetStreamStore store)
    {
        await Rig.EnqueueAsync(store);
        return await Rig.LeaseOneAsync(store);
    }
}
