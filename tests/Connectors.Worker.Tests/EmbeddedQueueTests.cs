using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite;
using Connectors.Worker.Tests.Fakes;

namespace Connectors.Worker.Tests;

/// <summary>The worker on the real embedded queue: only the functions are the test's.</summary>
public sealed class EmbeddedQueueTests : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("connectors-worker-").FullName;
    private WorkerRig rig;

    public EmbeddedQueueTests() => rig = NewRig();

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Everything_accepted_completes_and_each_completion_is_recorded_once()
    {
        rig.Invoker.Answer = (request, _) => Task.FromResult(FakeInvoker.Reply(200, request.Function.Name));
        await StartAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => EnqueueAsync(new FunctionName($"f{number % 5}", "openfaas-fn"))));
        foreach (var id in ids)
        {
            var record = await EndedAsync(id);
            Assert.Equal(InvocationState.Succeeded, record.State);
            Assert.Equal("test-worker", Assert.Single(record.Attempts).Worker);
        }
        Assert.Equal(200, rig.Invoker.Requests.Select(request => request.Headers.First("X-Call-Id")).Distinct().Count());
        Assert.Equal(200, rig.Invoker.Requests.Count);
        await StopAsync();
    }

    [Fact]
    public async Task A_failing_function_is_tried_again_until_it_answers_and_the_callback_tells()
    {
        await using var target = await CallbackTarget.AnsweringAsync(200);
        rig.Invoker.Answer = (_, _) => Task.FromResult(FakeInvoker.Reply(rig.Invoker.Requests.Count < 3 ? 500 : 200, "done at last"));
        await StartAsync();
        var id = await EnqueueAsync(FakeInvocationLease.Shout, target.Url);
        var record = await EndedAsync(id);
        Assert.Equal([500, 500, 200], record.Attempts.Select(attempt => attempt.Status));
        Assert.Equal([1, 2, 3], record.Attempts.Select(attempt => attempt.Number));
        Assert.Equal(["0", "1", "2"], rig.Invoker.Requests.Select(request => request.Headers.First("X-Retry")));
        Assert.All(rig.Invoker.Requests, request => Assert.Equal(id.ToString(), request.Headers.First("X-Call-Id")));
        await UntilAsync(async () => (await RecordAsync(id)).Callback!.State == CallbackState.Delivered);
        var callback = Assert.Single(target.Requests);
        Assert.Equal(("done at last", "2", id.ToString()), (Encoding.UTF8.GetString(callback.Body), callback.Headers["X-Retry"], callback.Headers["X-Call-Id"]));
        await StopAsync();
    }

    [Fact]
    public async Task After_the_last_attempt_the_result_goes_to_the_callback_and_a_redrive_runs_it_again()
    {
        await using var target = await CallbackTarget.AnsweringAsync(200);
        rig.Catalogue.Annotate(FakeInvocationLease.Shout, ("com.openfaas.retry.attempts", "2"), ("com.openfaas.retry.min_wait", "1s"));
        rig.Invoker.Answer = (_, _) => Task.FromResult(FakeInvoker.Reply(503, "no"));
        await StartAsync();
        var id = await EnqueueAsync(FakeInvocationLease.Shout, target.Url);
        Assert.Equal(InvocationState.Dead, (await EndedAsync(id)).State);
        await UntilAsync(() => Task.FromResult(target.Requests.Count == 1));
        Assert.Equal(("503", "no", "1", "1"), Told(target.Requests.Single()));
        rig.Invoker.Answer = (_, _) => Task.FromResult(FakeInvoker.Reply(200, "yes"));
        Assert.Equal(1, await rig.Get<IDeadLetters>().RedriveAsync(new DeadLetterSelection("faas-request", id), TestContext.Current.CancellationToken));
        await UntilAsync(() => Task.FromResult(target.Requests.Count == 2));
        Assert.Equal(("200", "yes", "0", "1"), Told(target.Requests.Last()));
        Assert.Equal((InvocationState.Succeeded, 2), ((await EndedAsync(id)).State, (await RecordAsync(id)).Run));
        await StopAsync();
    }

    [Fact]
    public async Task Calls_that_do_not_reach_the_function_use_up_no_attempt()
    {
        rig.Catalogue.Annotate(FakeInvocationLease.Shout, ("com.openfaas.retry.attempts", "1"));
        rig.Invoker.Answer = (_, _) => Task.FromResult(
            rig.Invoker.Requests.Count < 5 ? InvokerReply.Failure(InvokerVerdict.Unreachable, 502, "refused") : FakeInvoker.Reply(200));
        await StartAsync();
        var record = await EndedAsync(await EnqueueAsync(FakeInvocationLease.Shout));
        Assert.Equal(InvocationState.Succeeded, record.State);
        Assert.Equal([1, 1, 1, 1, 1], record.Attempts.Select(attempt => attempt.Number));
        await StopAsync();
    }

    [Fact]
    public async Task A_function_unreachable_past_the_deadline_is_dead_and_its_callback_has_503_and_no_body()
    {
        await using var target = await CallbackTarget.AnsweringAsync(200);
        rig.Worker.UnreachableDeadline = TimeSpan.FromSeconds(45);
        rig.Invoker.Answer = (_, _) => Task.FromResult(InvokerReply.Failure(InvokerVerdict.Unreachable, 502, "refused"));
        await StartAsync();
        var record = await EndedAsync(await EnqueueAsync(FakeInvocationLease.Shout, target.Url));
        Assert.Equal(InvocationState.Dead, record.State);
        Assert.True(record.Attempts.Count >= 3);
        await UntilAsync(() => Task.FromResult(target.Requests.Count == 1));
        Assert.Equal("503", target.Requests.Single().Headers["X-Function-Status"]);
        Assert.Empty(target.Requests.Single().Body);
        await StopAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("1")]
    public async Task A_function_that_refuses_more_than_it_can_take_is_called_about_as_often_as_it_can(string? retryAfter)
    {
        const int Calls = 300, Capacity = 4;
        rig.Worker.MaxInflight = 32;
        var gate = new Lock();
        int now = 0, refused = 0, calls = 0, mostLater = 0;
        rig.Invoker.Answer = async (_, cancellation) =>
        {
            lock (gate)
            {
                // The first round cannot know what the function takes.
                if (++calls > 100)
                    mostLater = Math.Max(mostLater, now + 1);
                if (now == Capacity)
                {
                    refused++;
                    return retryAfter is null ? FakeInvoker.Reply(429) : FakeInvoker.Reply(429, "", ("Retry-After", retryAfter));
                }
                now++;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(500), rig.Time, cancellation);
            lock (gate)
                now--;
            return FakeInvoker.Reply(200);
        };
        var ids = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => EnqueueAsync(FakeInvocationLease.Shout)));
        await StartAsync();
        var attempts = new List<int>();
        foreach (var id in ids)
        {
            var record = await EndedAsync(id);
            Assert.Equal(InvocationState.Succeeded, record.State);
            attempts.Add(record.Attempts.Count);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{refused} refused, at most {mostLater} at a time, at most {attempts.Max()} attempts");
        Assert.Equal(Calls + refused, rig.Invoker.Requests.Count);
        Assert.InRange(refused, 1, Calls / 4);
        Assert.InRange(mostLater, Capacity - 1, Capacity + 2);
        Assert.InRange(attempts.Max(), 2, 5);
        await StopAsync();
    }

    [Fact]
    public async Task Cancelling_aborts_what_runs()
    {
        rig.Invoker.Answer = (_, cancellation) => FakeInvoker.NeverAsync(cancellation);
        await StartAsync();
        var id = await EnqueueAsync(FakeInvocationLease.Shout);
        await UntilAsync(() => Task.FromResult(!rig.Invoker.Requests.IsEmpty));
        Assert.Equal(CancelOutcome.Cancelled, await rig.Get<IInvocationRecords>().CancelAsync(id, TestContext.Current.CancellationToken));
        var inflight = "queue_worker_function_invocation_inflight{queue_name=\"faas-request\",function_name=\"shout.openfaas-fn\"} 0";
        await UntilAsync(async () => (await rig.MetricsAsync()).Contains(inflight));
        Assert.Equal(InvocationState.Cancelled, (await RecordAsync(id)).State);
        await StopAsync();
    }

    [Fact]
    public async Task What_a_stopping_worker_gives_back_runs_again_elsewhere_as_if_for_the_first_time()
    {
        rig.Worker.GracePeriod = TimeSpan.Zero;
        rig.Invoker.Answer = (_, cancellation) => FakeInvoker.NeverAsync(cancellation);
        await StartAsync();
        var id = await EnqueueAsync(FakeInvocationLease.Shout);
        await UntilAsync(() => Task.FromResult(!rig.Invoker.Requests.IsEmpty));
        await StopAsync();
        Assert.Equal(InvocationState.Queued, (await RecordAsync(id)).State);
        await rig.DisposeAsync();

        rig = NewRig();
        await StartAsync();
        Assert.Equal(InvocationState.Succeeded, (await EndedAsync(id)).State);
        Assert.Equal("0", Assert.Single(rig.Invoker.Requests).Headers.First("X-Retry"));
        await StopAsync();
    }

    [Fact]
    public async Task A_large_result_is_kept_and_called_back_whole()
    {
        await using var target = await CallbackTarget.AnsweringAsync(200);
        rig.Callback.SecretFile = Path.Combine(folder, "secret");
        await File.WriteAllTextAsync(rig.Callback.SecretFile, "secret", TestContext.Current.CancellationToken);
        rig.Invoker.Answer = (_, _) => Task.FromResult(FakeInvoker.Reply(200, new BreakingStream(5_000_000, breaks: false)));
        await StartAsync();
        var id = await EnqueueAsync(FakeInvocationLease.Shout, target.Url);
        Assert.Equal(5_000_000, (await EndedAsync(id)).Result!.Bytes);
        await UntilAsync(async () => (await RecordAsync(id)).Callback!.State == CallbackState.Delivered);
        var callback = Assert.Single(target.Requests);
        Assert.Equal(5_000_000, callback.Body.Length);
        Assert.StartsWith("v1,", callback.Headers["webhook-signature"]);
        await StopAsync();
    }

    [Fact]
    public async Task A_forbidden_callback_is_dead_with_its_error_in_the_record_and_the_call_succeeds()
    {
        await StartAsync();
        var id = await EnqueueAsync(FakeInvocationLease.Shout, new Uri("http://169.254.169.254/latest"));
        Assert.Equal(InvocationState.Succeeded, (await EndedAsync(id)).State);
        await UntilAsync(async () => (await RecordAsync(id)).Callback!.State == CallbackState.Dead);
        Assert.Contains("not allowed", (await RecordAsync(id)).Callback!.LastError);
        await StopAsync();
    }

    [Fact]
    public async Task What_is_accepted_is_counted_once_however_often_it_is_sent()
    {
        rig.Configure += services => services.AddSubmissionCounting();
        var invocation = new NewInvocation { Queue = "faas-request", Function = FakeInvocationLease.Shout, Deduplication = new("key", "1") };
        Assert.False((await rig.Get<IInvocationQueue>().EnqueueAsync(invocation, TestContext.Current.CancellationToken)).Duplicate);
        Assert.True((await rig.Get<IInvocationQueue>().EnqueueAsync(invocation, TestContext.Current.CancellationToken)).Duplicate);
        Assert.Contains("queue_worker_messages_submitted_total{queue_name=\"faas-request\"} 1", await rig.MetricsAsync());
    }

    private static (string, string, string, string) Told(Received callback) =>
        (callback.Headers["X-Function-Status"], Encoding.UTF8.GetString(callback.Body), callback.Headers["X-Retry"], callback.Headers["X-Retry-Max"]);

    private WorkerRig NewRig() => new()
    {
        Callback = { Timeout = TimeSpan.FromHours(1) },
        Configure = services => services.AddSqliteQueue(new QueueSettings { AckWait = TimeSpan.FromHours(1) }, folder),
    };

    private async Task<CallId> EnqueueAsync(FunctionName function, Uri? callback = null)
    {
        var invocation = new NewInvocation { Queue = "faas-request", Function = function, Body = InvocationBody.FromMemory("hello"u8.ToArray()), CallbackUrl = callback };
        return (await rig.Get<IInvocationQueue>().EnqueueAsync(invocation, TestContext.Current.CancellationToken)).CallId;
    }

    private async Task<InvocationRecord> RecordAsync(CallId id) =>
        Assert.IsType<InvocationRecord>(await rig.Get<IInvocationRecords>().GetAsync(id, TestContext.Current.CancellationToken));

    private async Task<InvocationRecord> EndedAsync(CallId id)
    {
        InvocationRecord record = null!;
        await UntilAsync(async () => (record = await RecordAsync(id)).State is InvocationState.Succeeded or InvocationState.Dead or InvocationState.Cancelled);
        return record;
    }

    // Hours of the leases and of the callbacks' time-outs never pass, whatever the machine does meanwhile; waits of seconds do.
    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        var deadline = System.Diagnostics.Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(deadline.Elapsed < Poll.Deadline, "the condition did not come true in time");
            rig.Time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private Task StartAsync() => rig.Service.StartAsync(CancellationToken.None);

    private async Task StopAsync()
    {
        var stopping = rig.Service.StopAsync(CancellationToken.None);
        await UntilAsync(() => Task.FromResult(stopping.IsCompleted));
        await stopping;
    }
}
