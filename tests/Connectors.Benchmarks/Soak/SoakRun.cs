using System.Diagnostics;
using Connectors.Benchmarks.Sync;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream;
using Connectors.TestServers;
using Connectors.TestServers.Nats;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Benchmarks.Soak;

/// <summary>
/// The highest steady rate while workers, real processes, are killed one after another: at the end every accepted call must have ended once.
/// Gateway, function and callers share this process.
/// </summary>
internal static class SoakRun
{
    private const int Workers = 2;
    private static readonly TimeSpan KillEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AckWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <returns>Whether the ledger is whole.</returns>
    public static async Task<bool> RunAsync(TimeSpan duration)
    {
        await using var server = await NatsServer.StartAsync();
        await using var function = await CountingFunction.StartAsync();
        await using var queue = await JetStreamQueueRegistration.ConnectAsync(
            server.Url, new JetStreamQueueSettings(), new QueueSettings { AckWait = AckWait }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await using var hub = await OurGateway.StartAsync(function.Url, services => services.AddJetStreamQueue(queue));
        using var secrets = new TempDirectory("soak-secrets");
        await File.WriteAllTextAsync(secrets.Below("callback"), "a secret of this run's own");
        await using var workers = new KilledWorkers(server.Url, hub.Urls.Single(), new Dictionary<string, string>
        {
            ["CONNECTORS_QUEUE__ACK_WAIT"] = $"{AckWait.TotalSeconds:0}s",
            ["CONNECTORS_CALLBACK__SECRET_FILE"] = secrets.Below("callback"),
        });
        await workers.StartAsync(Workers);
        var callers = new SteadyCallers(new Uri(hub.Urls.Single()), function);
        using var killing = new CancellationTokenSource();
        var killed = workers.KillEveryAsync(KillEvery, killing.Token);
        var clock = Stopwatch.StartNew();
        await callers.SendAsync(duration);
        var seconds = clock.Elapsed.TotalSeconds;
        await killing.CancelAsync();
        await killed;
        await EmptyAsync(hub.Services.GetRequiredService<IQueueStatistics>());
        var ledger = new Ledger(hub.Services.GetRequiredService<IInvocationRecords>(), function);
        await ledger.EnterAsync(callers.Accepted);
        Print(seconds, callers, workers, ledger);
        return ledger is { Missing: 0, CompletedTwice: 0, UnexplainedRuns: 0 } && callers.Refused == 0;
    }

    private static async Task EmptyAsync(IQueueStatistics statistics)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!deadline.IsCancellationRequested)
        {
            var queues = await statistics.GetAsync(CancellationToken.None);
            if (queues.All(queue => queue is { Pending: 0, Running: 0, Delayed: 0, CallbacksPending: 0 }))
                return;
            await Task.Delay(200);
        }
    }

    private static void Print(double seconds, SteadyCallers callers, KilledWorkers workers, Ledger ledger)
    {
        Console.WriteLine($"\nSoak: {seconds:0} s, {Workers} workers, one killed (-9) every {KillEvery.TotalSeconds:0} s, ack-wait {AckWait.TotalSeconds:0} s\n");
        Table.Head("ledger", "calls");
        Table.Row($"accepted ({callers.Accepted.Count / seconds:0} a second)", Table.Number(callers.Accepted.Count));
        Table.Row("succeeded", Table.Number(ledger.Succeeded));
        Table.Row("dead", Table.Number(ledger.Dead));
        Table.Row("cancelled", Table.Number(ledger.Cancelled));
        Table.Row("accepted, and neither", Table.Number(ledger.Missing));
        Table.Row("refused by the gateway", Table.Number(callers.Refused));
        Table.Row("completions recorded twice", Table.Number(ledger.CompletedTwice));
        Table.Row("workers killed", Table.Number(workers.Killed));
        Table.Row("leases lost", Table.Number(ledger.LostLeases));
        Table.Row("runs beyond the first", Table.Number(ledger.ExtraRuns));
        Table.Row("of them not explained by a lost lease", Table.Number(ledger.UnexplainedRuns));
    }
}
