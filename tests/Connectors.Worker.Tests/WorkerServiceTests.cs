using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Worker.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connectors.Worker.Tests;

public sealed class WorkerServiceTests : IAsyncDisposable
{
    private static readonly FunctionName Slow = new("slow", FunctionName.DefaultNamespace);
    private static readonly FunctionName Fast = new("fast", FunctionName.DefaultNamespace);

    private readonly WorkerRig rig = new();
    private readonly CancellationTokenSource release = new();

    public async ValueTask DisposeAsync()
    {
        await release.CancelAsync();
        await rig.DisposeAsync();
        release.Dispose();
    }

    [Fact]
    public async Task Everything_queued_runs_and_never_more_at_a_time_than_allowed()
    {
        rig.Worker.MaxInflight = 5;
        int now = 0, most = 0;
        rig.Invoker.Answer = async (_, cancellation) =>
        {
            var running = Interlocked.Increment(ref now);
            InterlockedMax(ref most, running);
            await Task.Delay(2, cancellation);
            Interlocked.Decrement(ref now);
            return FakeInvoker.Reply(200);
        };
        var leases = Enumerable.Range(0, 100).Select(number => rig.Queue.Add(new FunctionName($"f{number % 3}", "openfaas-fn"))).ToList();
        await StartAsync();
        await Task.WhenAll(leases.Select(lease => lease.Ended)).Soon();
        await StopAsync().Soon();
        Assert.All(leases, lease => Assert.IsType<AttemptOutcome.Completed>(lease.Outcome));
        Assert.InRange(most, 2, 5);
    }

    [Fact]
    public async Task A_burst_of_a_function_that_hangs_does_not_hold_back_another()
    {
        rig.Worker.MaxInflight = 8;
        HangOn(Slow);
        for (var i = 0; i < 100; i++)
            rig.Queue.Add(Slow);
        await StartAsync();
        await Poll.UntilAsync(() => rig.Invoker.Requests.Count >= 7);
        var others = Enumerable.Range(0, 20).Select(_ => rig.Queue.Add(Fast)).ToList();
        await Task.WhenAll(others.Select(lease => lease.Ended)).Soon();
        Assert.All(others, lease => Assert.IsType<AttemptOutcome.Completed>(lease.Outcome));
        Assert.Equal(7, rig.Invoker.Requests.Count(request => request.Function == Slow));
        await release.CancelAsync();
        await StopAsync().Soon();
    }

    [Fact]
    public async Task A_fixed_limit_a_function_is_kept()
    {
        rig.Worker.MaxInflightPerFunction = 2;
        HangOn(Slow);
        for (var i = 0; i < 10; i++)
            rig.Queue.Add(Slow);
        await StartAsync();
        await Poll.UntilAsync(() => rig.Invoker.Requests.Count == 2);
        await rig.Queue.Add(Fast).Ended.Soon();
        Assert.Equal(2, rig.Invoker.Requests.Count(request => request.Function == Slow));
        Assert.Equal(8, rig.Queue.Waiting);
        await release.CancelAsync();
        await StopAsync().Soon();
    }

    [Fact]
    public async Task While_a_function_wants_to_be_left_alone_only_the_others_are_called_and_then_one_call_probes()
    {
        rig.Worker.MaxInflight = 8;
        var open = false;
        rig.Invoker.Answer = async (request, cancellation) =>
        {
            if (request.Function != Slow)
                return FakeInvoker.Reply(200);
            if (!Volatile.Read(ref open))
                return FakeInvoker.Reply(429, "", ("Retry-After", "60"));
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, release.Token);
            await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return FakeInvoker.Reply(200);
        };
        await StartAsync();
        await rig.Queue.Add(Slow).Ended.Soon();
        await Poll.UntilAsync(() => Limit() == 0);
        for (var i = 0; i < 20; i++)
            rig.Queue.Add(Slow);
        await rig.Queue.Add(Fast).Ended.Soon();
        Assert.Equal(1, Calls(Slow));
        Volatile.Write(ref open, true);
        rig.Time.Advance(TimeSpan.FromSeconds(61));
        await Poll.UntilAsync(() => Calls(Slow) == 2);
        await rig.Queue.Add(Fast).Ended.Soon();
        Assert.Equal((2, 19), (Calls(Slow), rig.Queue.Waiting));
        await release.CancelAsync();
        await Poll.UntilAsync(() => rig.Queue.Waiting == 0);
        await StopAsync().Soon();
        Assert.Equal(21, Calls(Slow));
    }

    [Fact]
    public async Task A_queue_that_is_away_is_asked_again_until_it_is_back()
    {
        rig.Queue.Unavailable = true;
        await StartAsync();
        await Poll.UntilAsync(() => rig.Queue.LeaseCalls > 3, rig.Time);
        rig.Queue.Unavailable = false;
        var lease = rig.Queue.Add(Fast);
        await Poll.UntilAsync(() => lease.Ended.IsCompleted, rig.Time);
        Assert.IsType<AttemptOutcome.Completed>(lease.Outcome);
        await StopAsync().Soon();
    }

    [Fact]
    public async Task Stopping_lets_what_runs_finish_and_takes_nothing_more()
    {
        HangOn(Slow);
        var lease = rig.Queue.Add(Slow);
        await StartAsync();
        await Poll.UntilAsync(() => !rig.Invoker.Requests.IsEmpty);
        var stopping = rig.Service.StoppingAsync(CancellationToken.None);
        await Poll.UntilAsync(() => rig.Queue.LeaseCalls > 0);
        var late = rig.Queue.Add(Fast);
        Assert.False(stopping.IsCompleted);
        await release.CancelAsync();
        await stopping.Soon();
        await StopAsync().Soon();
        Assert.IsType<AttemptOutcome.Completed>(lease.Outcome);
        Assert.Empty(late.Outcomes);
    }

    [Fact]
    public async Task What_does_not_finish_within_the_grace_period_is_given_back()
    {
        rig.Invoker.Answer = (_, cancellation) => FakeInvoker.NeverAsync(cancellation);
        var leases = Enumerable.Range(0, 10).Select(_ => rig.Queue.Add(Slow)).ToList();
        await StartAsync();
        await Poll.UntilAsync(() => rig.Invoker.Requests.Count == 10);
        var stopping = StopAsync();
        await Poll.UntilAsync(() => stopping.IsCompleted, rig.Time, TimeSpan.FromSeconds(1));
        await stopping;
        Assert.All(leases, lease => Assert.IsType<AttemptOutcome.GiveBack>(lease.Outcome));
        Assert.InRange((rig.Time.GetUtcNow() - new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero)).TotalSeconds, 30, double.MaxValue);
    }

    [Fact]
    public async Task A_host_that_will_wait_no_longer_is_obeyed()
    {
        rig.Invoker.Answer = (_, cancellation) => FakeInvoker.NeverAsync(cancellation);
        var lease = rig.Queue.Add(Slow);
        await StartAsync();
        await Poll.UntilAsync(() => !rig.Invoker.Requests.IsEmpty);
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await rig.Service.StopAsync(now.Token).Soon();
        Assert.IsType<AttemptOutcome.GiveBack>(lease.Outcome);
    }

    [Fact]
    public async Task Callbacks_are_delivered_and_counted_while_invocations_hang()
    {
        HangOn(Slow);
        for (var i = 0; i < 100; i++)
            rig.Queue.Add(Slow);
        await using var target = await CallbackTarget.AnsweringAsync(200);
        await using var failing = await CallbackTarget.AnsweringAsync(500);
        var (good, bad) = (new FakeCallbackLease(target.Url), new FakeCallbackLease(failing.Url));
        rig.Queue.Add(good);
        rig.Queue.Add(bad);
        await StartAsync();
        await Poll.UntilAsync(() => !good.Outcomes.IsEmpty && !bad.Outcomes.IsEmpty);
        Assert.IsType<CallbackOutcome.Delivered>(Assert.Single(good.Outcomes));
        Assert.IsType<CallbackOutcome.RetryAfter>(Assert.Single(bad.Outcomes));
        await release.CancelAsync();
        await StopAsync().Soon();
        var metrics = await rig.MetricsAsync();
        Assert.Contains("queue_worker_callbacks_delivered_total{function_name=\"shout.openfaas-fn\"} 1", metrics);
        Assert.Contains("queue_worker_callbacks_failed_total{function_name=\"shout.openfaas-fn\",final=\"false\"} 1", metrics);
    }

    [Fact]
    public async Task A_callback_that_hangs_is_given_back_by_a_stopping_worker_and_dropped_when_lost()
    {
        await using var target = await CallbackTarget.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        rig.Callback.Timeout = TimeSpan.FromHours(1);
        var (kept, lost) = (new FakeCallbackLease(target.Url), new FakeCallbackLease(target.Url));
        rig.Queue.Add(kept);
        rig.Queue.Add(lost);
        await StartAsync();
        await Poll.UntilAsync(() => target.Requests.Count == 2);
        lost.Lose();
        var stopping = StopAsync();
        await Poll.UntilAsync(() => stopping.IsCompleted, rig.Time, TimeSpan.FromSeconds(1));
        await stopping;
        Assert.IsType<CallbackOutcome.GiveBack>(Assert.Single(kept.Outcomes));
        Assert.Empty(lost.Outcomes);
    }

    [Fact]
    public void The_host_waits_longer_than_the_grace_period()
    {
        var services = new ServiceCollection();
        services.AddWorker(new WorkerSettings { GracePeriod = TimeSpan.FromMinutes(2) }, new(), new());
        using var provider = services.BuildServiceProvider();
        Assert.Equal(130, provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<HostOptions>>().Value.ShutdownTimeout.TotalSeconds);
    }

    private void HangOn(FunctionName function) => rig.Invoker.Answer = async (request, cancellation) =>
    {
        if (request.Function == function)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, release.Token);
            await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
        return FakeInvoker.Reply(200);
    };

    private int Calls(FunctionName function) => rig.Invoker.Requests.Count(request => request.Function == function);

    private double Limit() => rig.Gauge("queue_worker_function_limit{function_name=\"slow.openfaas-fn\"}");

    private Task StartAsync() => rig.Service.StartAsync(CancellationToken.None);

    private Task StopAsync() => rig.Service.StopAsync(CancellationToken.None);

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
