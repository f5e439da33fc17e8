using System.Diagnostics;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Cron;
using Connectors.Queues.Sqlite;
using Connectors.Sdk.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Benchmarks.Cron;

/// <summary>Schedules in numbers, over the embedded queue: how late ticks are, and what a start and a deployment cost.</summary>
internal static class ManySchedules
{
    private const int Firing = 1_000;
    private const int Resting = 10_000;
    private const int Deployments = 20;

    public static async Task RunAsync(TimeSpan duration)
    {
        await LatenessAsync(duration);
        await StartAsync();
    }

    private static async Task LatenessAsync(TimeSpan duration)
    {
        await using var hub = new Hub(new ScheduleCatalogue(Firing, "* * * * * *"));
        await hub.StartAsync(Firing);
        await Task.Delay(TimeSpan.FromSeconds(3));
        var begin = TimeProvider.System.GetUtcNow();
        var seconds = Math.Floor(duration.TotalSeconds);
        await Task.Delay(duration + TimeSpan.FromSeconds(3));
        var late = hub.Ticks.Between(begin, begin.AddSeconds(seconds));
        Console.WriteLine($"\n{Firing:N0} schedules that fire every second, {seconds:N0} s, from the tick to the synced write in the embedded queue\n");
        Table.Head("ticks", "of those due", "p50", "p99", "latest");
        Table.Row(
            Table.Number(late.Count), Table.Percent(late.Count / (Firing * seconds)), Table.Millis(late[late.Count / 2]),
            Table.Millis(late[(int)(late.Count * 0.99)]), Table.Millis(late[^1]));
    }

    private static async Task StartAsync()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var catalogue = new ScheduleCatalogue(Resting, "0 0 1 1 *");
        await using var hub = new Hub(catalogue);
        var clock = Stopwatch.StartNew();
        await hub.StartAsync(Resting);
        var first = clock.Elapsed;
        await Task.Delay(TimeSpan.FromSeconds(5));
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var deployed = new List<double>();
        for (var number = 1; number <= Deployments; number++)
        {
            clock.Restart();
            catalogue.Deploy($"new{number}", "0 0 1 1 *");
            await hub.Started.ReachAsync(Resting + number);
            deployed.Add(clock.Elapsed.TotalMilliseconds);
            await Task.Delay(TimeSpan.FromMilliseconds(300));
        }
        deployed.Sort();
        Console.WriteLine($"\n{Resting:N0} schedules\n");
        Table.Head("what", "");
        Table.Row("from the start until all run, their positions stored", Table.Millis(first.TotalMilliseconds));
        Table.Row("memory held, a schedule", $"{held / Resting / 1024.0:0.0} KiB");
        Table.Row("one more deployed, until it runs: median", Table.Millis(deployed[Deployments / 2]));
        Table.Row("and the slowest", Table.Millis(deployed[^1]));
    }

    private sealed class Hub : IAsyncDisposable
    {
        private readonly string directory = Directory.CreateTempSubdirectory("connectors-bench-").FullName;
        private readonly IHost host;

        public Hub(ScheduleCatalogue catalogue)
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(Started));
            builder.Services.AddSqliteQueue(new QueueSettings(), Path.Combine(directory, "queue"));
            builder.Services.AddSingleton<IFunctionCatalogue>(catalogue);
            builder.Services.AddSingleton<TimedTicks>();
            builder.Services.AddSingleton<IInvocationIntake>(provider => provider.GetRequiredService<TimedTicks>());
            builder.Services.AddConnectorHosting(new ConnectorHostSettings()).AddCronConnector(new CronSettings());
            host = builder.Build();
        }

        public StartedSchedules Started { get; } = new();

        public TimedTicks Ticks => host.Services.GetRequiredService<TimedTicks>();

        public async Task StartAsync(int schedules)
        {
            await host.StartAsync();
            await Started.ReachAsync(schedules);
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            host.Dispose();
            Directory.Delete(directory, recursive: true);
        }
    }
}
