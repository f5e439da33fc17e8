using System.Collections.Concurrent;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Invocations;

namespace Connectors.Queues.JetStream.Tests.Cluster;

/// <summary>
/// Calls that are enqueued without pause by one process and worked off by two others, and the books on it: what was accepted, what ran, what
/// was completed, and how long nothing went on.
/// </summary>
internal sealed class Traffic(JetStreamStore gateway, params JetStreamStore[] workers) : IAsyncDisposable
{
    private const int Enqueuers = 4;
    private const int EachLarge = 20;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(20);

    // Two processors are to carry three servers, and what is measured is not how many they can.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(10);
    private static readonly string Large = new('b', 300_000);

    private readonly CancellationTokenSource stopEnqueueing = new();
    private readonly CancellationTokenSource stopWorking = new();
    private readonly ConcurrentDictionary<CallId, int> runs = new();
    private readonly ConcurrentDictionary<CallId, int> completions = new();
    private readonly ConcurrentDictionary<CallId, bool> lostLeases = new();
    private readonly ConcurrentQueue<CallId> accepted = new();
    private readonly Pauses accepting = new();
    private readonly Pauses completing = new();
    private readonly ConcurrentQueue<Exception> faults = new();
    private int refused;
    private volatile string waitingFor = "nothing";
    private Task enqueueing = Task.CompletedTask;
    private Task working = Task.CompletedTask;

    public int Accepted => accepted.Count;

    public int Completed => completions.Count;

    public void Begin()
    {
        enqueueing = Task.WhenAll(Enumerable.Range(0, Enqueuers).Select(_ => WatchedAsync(EnqueueAsync)));
        working = Task.WhenAll(workers.Select((worker, n) => WatchedAsync(() => WorkAsync(worker, $"w{n}"))));
    }

    /// <summary>Returns when so many more calls have been accepted and completed as were before.</summary>
    public async Task GoesOnAsync(int calls)
    {
        var (accept, complete) = (Accepted + calls, Completed + calls);
        await EventuallyAsync(() => Accepted >= accept && Completed >= complete);
    }

    /// <summary>Stops enqueueing, waits until everything that was accepted is completed, and looks through the books.</summary>
    public async Task SettleAsync()
    {
        await stopEnqueueing.CancelAsync();
        await enqueueing;
        await EventuallyAsync(() => accepted.All(completions.ContainsKey));
        await stopWorking.CancelAsync();
        await working;
        Assert.All(completions, call => Assert.Equal((call.Key, 1), (call.Key, call.Value)));
        Assert.All(runs.Where(call => call.Value > 1), call => Assert.True(lostLeases.ContainsKey(call.Key), $"{call.Key} ran {call.Value} times and no lease was lost."));
        foreach (var id in accepted)
        {
            var record = await Rig.RecordAsync(gateway, id);
            Assert.Equal((id, InvocationState.Succeeded, runs[id]), (id, record.State, record.Attempts.Count));
        }
    }

    public string Books => $"{Accepted} accepted, {refused} refused, {Completed} completed, {lostLeases.Count} leases lost; "
        + $"at most {accepting.Longest.TotalSeconds:0.0} s without accepting and {completing.Longest.TotalSeconds:0.0} s without completing";

    public async ValueTask DisposeAsync()
    {
        await stopEnqueueing.CancelAsync();
        await stopWorking.CancelAsync();
        await Task.WhenAll(enqueueing, working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopEnqueueing.Dispose();
        stopWorking.Dispose();
    }

    private async Task WatchedAsync(Func<Task> loop)
    {
        try
        {
            await loop();
        }
#pragma warning disable CA1031 // Whatever it is, the test says it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            faults.Enqueue(exception);
        }
    }

    private async Task EnqueueAsync()
    {
        for (var n = 1; !stopEnqueueing.IsCancellationRequested; n++)
        {
            try
            {
                accepted.Enqueue(await Rig.EnqueueAsync(gateway, Rig.Call(n % EachLarge == 0 ? Large : "small")));
                accepting.Happened();
                await Task.Delay(Breath, TimeProvider.System);
            }
            catch (QueueUnavailableException)
            {
                Interlocked.Increment(ref refused);
                await Task.Delay(Again, TimeProvider.System);
            }
        }
    }

    private async Task WorkAsync(JetStreamStore worker, string name)
    {
        var queue = new JetStreamInvocationQueue(worker);
        while (!stopWorking.IsCancellationRequested)
        {
            try
            {
                var leases = await queue.LeaseAsync(new LeaseRequest { Worker = name, Count = 8, Limits = new Conformance.Queues.FunctionLimits() }, stopWorking.Token);
                await Task.WhenAll(leases.Select(RunAsync));
            }
            catch (OperationCanceledException) when (stopWorking.IsCancellationRequested)
            {
                return;
            }
            catch (QueueUnavailableException)
            {
                await Task.Delay(Again, TimeProvider.System);
            }
        }
    }

    private async Task RunAsync(IInvocationLease lease)
    {
        await using (lease)
        {
            var id = lease.Invocation.CallId;
            runs.AddOrUpdate(id, 1, (_, count) => count + 1);
            Assert.Contains(await PatientlyAsync(() => ReadAsync(lease)), new[] { "small", Large });
            if (await PatientlyAsync(() => Rig.CompleteAsync(lease)))
            {
                completions.AddOrUpdate(id, 1, (_, count) => count + 1);
                completing.Happened();
            }
            else if (lease.Interruption == LeaseInterruption.Lost)
            {
                lostLeases[id] = true;
            }
        }
    }

    // As the worker does: what cannot be done now is done when the server is back.
    private async Task<T> PatientlyAsync<T>(Func<Task<T>> action)
    {
        while (true)
        {
            try
            {
                return await action();
            }
            catch (Exception exception) when (exception is QueueUnavailableException or IOException)
            {
                waitingFor = exception.Message;
                await Task.Delay(Again, TimeProvider.System, stopWorking.Token);
            }
        }
    }

    private static async Task<string> ReadAsync(IInvocationLease lease)
    {
        using var reader = new StreamReader(await lease.Invocation.Body.OpenReadAsync(TestContext.Current.CancellationToken));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private async Task EventuallyAsync(Func<bool> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(90));
        while (!condition())
        {
            Assert.Empty(faults);
            Assert.False(deadline.IsCancellationRequested, $"It does not go on: {Books}; last waited for: {waitingFor}.");
            await Task.Delay(Again, TimeProvider.System);
        }
    }
}
