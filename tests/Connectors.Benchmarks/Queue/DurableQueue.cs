using System.Diagnostics;
using Connectors.Benchmarks.Load;
using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Benchmarks.Queue;

/// <summary>Durable enqueue and drain of the embedded queue, against rows put into plain SQLite in groups of as many.</summary>
internal static class DurableQueue
{
    private const int Count = 40_000;
    private const int InFlight = 64;
    private static readonly byte[] Body = new byte[1024];

    public static async Task RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("connectors-bench-").FullName;
        try
        {
            var bare = BareSqlite.Insert(Path.Combine(directory, "bare.db"), Count, InFlight, Body);
            using var host = Start(Path.Combine(directory, "queue"));
            await host.StartAsync();
            var queue = host.Services.GetRequiredService<IInvocationQueue>();
            var enqueue = await EnqueueAsync(queue);
            var drain = await DrainAsync(queue);
            await host.StopAsync();
            Console.WriteLine($"\nEmbedded queue, {Count:N0} invocations with 1 KiB bodies, {InFlight} in flight\n");
            Table.Head("what", "a second", "p50", "p99", "of plain SQLite");
            Table.Row($"plain SQLite, {InFlight} rows a commit", Table.Number(bare), "", "", Table.Percent(1));
            Table.Row("enqueue", Table.Number(enqueue.PerSecond), Table.Millis(enqueue.P50), Table.Millis(enqueue.P99), Table.Percent(enqueue.PerSecond / bare));
            Table.Row("lease and complete, with its result", Table.Number(drain), "", "", Table.Percent(drain / bare));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static IHost Start(string directory)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddSqliteQueue(new QueueSettings(), directory);
        return builder.Build();
    }

    private static async Task<LoadFigures> EnqueueAsync(IInvocationQueue queue)
    {
        var invocation = new NewInvocation { Queue = "faas-request", Function = new FunctionName("echo", "openfaas-fn"), Body = InvocationBody.FromMemory(Body) };
        var latencies = new long[Count];
        var next = -1;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            int mine;
            while ((mine = Interlocked.Increment(ref next)) < Count)
            {
                var start = Stopwatch.GetTimestamp();
                await queue.EnqueueAsync(invocation, CancellationToken.None);
                latencies[mine] = Stopwatch.GetTimestamp() - start;
            }
        })));
        return LoadFigures.Of(latencies, clock.Elapsed);
    }

    private static async Task<double> DrainAsync(IInvocationQueue queue)
    {
        var clock = Stopwatch.StartNew();
        var done = 0;
        var request = new LeaseRequest { Worker = "benchmark", Count = InFlight, Limits = new Unlimited() };
        while (done < Count)
        {
            var leases = await queue.LeaseAsync(request, CancellationToken.None);
            await Task.WhenAll(leases.Select(EndAsync));
            done += leases.Count;
        }
        return done / clock.Elapsed.TotalSeconds;
    }

    private static async Task EndAsync(IInvocationLease lease)
    {
        await using (lease)
        {
            var report = new AttemptReport(DateTimeOffset.UnixEpoch, 0.001, 200, null);
            await lease.EndAsync(new AttemptOutcome.Completed(report, new FunctionResult { Status = 200, Body = InvocationBody.FromMemory(Body) }), CancellationToken.None);
        }
    }

    private sealed class Unlimited : IFunctionLimits
    {
        public ChangeSignal Changes { get; } = new();

        public int Available(FunctionName function) => int.MaxValue;
    }
}
