using System.Diagnostics;
using Connectors.Benchmarks.Load;
using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream;
using Connectors.TestServers.Nats;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Benchmarks.Broker;

/// <summary>100,000 calls of 200 functions that wait: what status, cancel, a list and a new function's first call cost then, and what memory they take.</summary>
internal static class ManyQueued
{
    private const int Calls = 100_000;
    private const int Functions = 200;
    private const int Samples = 500;

    public static async Task RunAsync()
    {
        await using var server = await NatsServer.StartAsync();
        await using var connected = await JetStreamQueueRegistration.ConnectAsync(
            server.Url, new JetStreamQueueSettings(), new QueueSettings(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await using var services = new ServiceCollection().AddJetStreamQueue(connected).BuildServiceProvider();
        var queue = services.GetRequiredService<IInvocationQueue>();
        var records = services.GetRequiredService<IInvocationRecords>();
        await WorkOffAsync(queue, "warm");
        var before = Memory();
        var ids = await FillAsync(queue);
        var after = Memory();
        var status = await EachAsync(ids, async id => await records.GetAsync(id, CancellationToken.None));
        var cancel = await EachAsync(ids, async id => await records.CancelAsync(id, CancellationToken.None));
        var list = await EachAsync(ids[..5], async _ => await records.ListAsync(new InvocationQuery { Limit = 100 }, CancellationToken.None));
        var numbers = await EachAsync(ids[..1], async _ => await services.GetRequiredService<IQueueStatistics>().GetAsync(CancellationToken.None));
        var clock = Stopwatch.StartNew();
        await WorkOffAsync(queue, "newcomer");
        Console.WriteLine($"\n{Calls:N0} calls of {Functions} functions wait, {Samples} samples\n");
        Table.Head("what", "p50", "p99");
        Table.Row("status by call id", Table.Millis(status.P50), Table.Millis(status.P99));
        Table.Row("cancel by call id", Table.Millis(cancel.P50), Table.Millis(cancel.P99));
        Table.Row("list of the newest 100", Table.Millis(list.P50), Table.Millis(list.P99));
        Table.Row("numbers of the queue, counted anew", Table.Millis(numbers.P50), "");
        Table.Row("another function: consumer made, first call completed", Table.Millis(clock.Elapsed.TotalMilliseconds), "");
        Table.Row("memory of the process before and after they were taken in", $"{before:N0} MiB", $"{after:N0} MiB");
    }

    private static async Task<CallId[]> FillAsync(IInvocationQueue queue)
    {
        var ids = new CallId[Calls];
        await Parallel.ForEachAsync(Enumerable.Range(0, Calls), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (n, cancellation) =>
            ids[n] = (await queue.EnqueueAsync(Call($"f{n % Functions}"), cancellation)).CallId);
        return [.. Enumerable.Range(0, Samples).Select(n => ids[n * (Calls / Samples)])];
    }

    private static async Task WorkOffAsync(IInvocationQueue queue, string function)
    {
        await queue.EnqueueAsync(Call(function) with { Queue = "faas-request" }, CancellationToken.None);
        var leases = await queue.LeaseAsync(new LeaseRequest { Worker = "benchmark", Queue = "faas-request", Count = 1, Limits = new Only(function) }, CancellationToken.None);
        await leases[0].EndAsync(
            new AttemptOutcome.Completed(new AttemptReport(DateTimeOffset.UnixEpoch, 0, 200, null), new FunctionResult { Status = 200 }), CancellationToken.None);
    }

    private static NewInvocation Call(string function) =>
        new() { Queue = "faas-request", Function = new FunctionName(function, "openfaas-fn"), Body = InvocationBody.FromMemory(new byte[256]) };

    private static async Task<LoadFigures> EachAsync(CallId[] ids, Func<CallId, Task> action)
    {
        var (ticks, clock) = (new long[ids.Length], Stopwatch.StartNew());
        for (var n = 0; n < ids.Length; n++)
        {
            var start = Stopwatch.GetTimestamp();
            await action(ids[n]);
            ticks[n] = Stopwatch.GetTimestamp() - start;
        }
        return LoadFigures.Of(ticks, clock.Elapsed);
    }

    private static long Memory()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 >> 20;
    }

    private sealed class Only(string name) : IFunctionLimits
    {
        public ChangeSignal Changes { get; } = new();

        public int Available(FunctionName function) => function.Name == name ? 1 : 0;
    }
}
