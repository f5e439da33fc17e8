using System.Diagnostics;
using System.Net;
using Connectors.Benchmarks.Load;
using Connectors.Benchmarks.Programs;
using Connectors.Benchmarks.Sync;
using Connectors.Core.Functions;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream;
using Connectors.TestServers.Nats;
using Connectors.Worker;
using Connectors.Worker.Callbacks;
using Connectors.Worker.Retries;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;

namespace Connectors.Benchmarks.Broker;

/// <summary>
/// The queue on NATS JetStream: durable enqueue through the gateway against what NATS.Net publishes with acknowledgement, and calls worked
/// off, from stream to function to recorded result, against a bare forwarder before the same function. One run, one machine, one server.
/// Each part is warmed up first: a hub runs for weeks.
/// </summary>
internal static class BrokerQueue
{
    private const int InFlight = 64;
    private const int Calls = 20_000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private const int WarmUpRounds = 3;
    private static readonly byte[] Body = new byte[1024];

    // What is compared takes turns, so that a machine that others slow down for a moment slows down all of it alike.
    private const int Rounds = 5;

    public static async Task RunAsync(TimeSpan duration)
    {
        await using var server = await NatsServer.StartAsync();
        await using var upstream = await Upstream.StartEchoAsync();
        Console.WriteLine($"\nNATS JetStream, 1 KiB bodies, {InFlight} in flight, {duration.TotalSeconds:0} s each in {Rounds} turns\n");
        Table.Head("what", "a second", "p50", "p99", "ratio", "p99 ratio");
        await EnqueueAsync(duration, server, upstream.Urls.Single());
        await WorkOffAsync(duration, server, upstream.Urls.Single(), "a bare echo server in the same process");
        await using var function = await DeployedFunction.StartAsync();
        await WorkOffAsync(duration, server, function.Address.ToString().TrimEnd('/'), "a function in a process of its own, behind its watchdog");
    }

    private static async Task EnqueueAsync(TimeSpan duration, NatsServer server, string upstream)
    {
        await using var queue = await ConnectAsync(server);
        await using var hub = await OurGateway.StartAsync(upstream, services => Add(services, queue));
        await RawPublish.RunAsync(server.Url, InFlight, WarmUp, Body);
        await DrainAsync(hub, (await AcceptAsync(hub, WarmUp)).Count);
        var (raw, accept) = (new List<LoadFigures>(), new List<LoadFigures>());
        for (var round = 0; round < Rounds; round++)
        {
            raw.Add(await RawPublish.RunAsync(server.Url, InFlight, duration / Rounds, Body));
            accept.Add(await AcceptAsync(hub, duration / Rounds));
            await DrainAsync(hub, accept[^1].Count);
        }
        var (least, most) = Spread(accept.Zip(raw, (one, other) => one.PerSecond / other.PerSecond));
        var (bare, ours) = (LoadFigures.Of(raw), LoadFigures.Of(accept));
        Table.Row("NATS.Net publish with acknowledgement", Table.Number(bare.PerSecond), Table.Millis(bare.P50), Table.Millis(bare.P99), Table.Percent(1), "1.00 x");
        Table.Row(
            "durable enqueue through the gateway (HTTP 202)", Table.Number(ours.PerSecond), Table.Millis(ours.P50), Table.Millis(ours.P99),
            $"{Table.Percent(ours.PerSecond / bare.PerSecond)} ({least} to {most})", $"{ours.P99 / bare.P99:0.00} x");
    }

    private static async Task WorkOffAsync(TimeSpan duration, NatsServer server, string function, string what)
    {
        await using var forwarder = await BareForwarder.StartAsync(function);
        await using var queue = await ConnectAsync(server);
        await using var hub = await OurGateway.StartAsync(function, services => Add(services, queue));
        await HttpLoad.RunAsync(Target(forwarder), "/", Body, InFlight, WarmUp);
        for (var round = 0; round < WarmUpRounds; round++)
        {
            await FillAsync(hub, Calls);
            await DrainAsync(hub, Calls);
        }
        var (bare, rates) = (new List<LoadFigures>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(await HttpLoad.RunAsync(Target(forwarder), "/", Body, InFlight, duration / Rounds));
            await FillAsync(hub, Calls);
            rates.Add(Calls / (await DrainAsync(hub, Calls)).TotalSeconds);
        }
        var (least, most) = Spread(rates.Zip(bare, (one, other) => one / other.PerSecond));
        var sync = LoadFigures.Of(bare);
        var drain = Calls * Rounds / rates.Sum(rate => Calls / rate);
        Table.Row($"bare IHttpForwarder before {what}", Table.Number(sync.PerSecond), Table.Millis(sync.P50), Table.Millis(sync.P99), Table.Percent(1), "");
        Table.Row($"{Calls:N0} queued calls of it worked off, {Rounds} times", Table.Number(drain), "", "", $"{Table.Percent(drain / sync.PerSecond)} ({least} to {most})", "");
    }

    private static (string Least, string Most) Spread(IEnumerable<double> ratios)
    {
        var sorted = ratios.Order().ToList();
        return (Table.Percent(sorted[0]), Table.Percent(sorted[^1]));
    }

    private static Task<ConnectedQueue> ConnectAsync(NatsServer server) => JetStreamQueueRegistration.ConnectAsync(
        server.Url, new JetStreamQueueSettings(), new QueueSettings(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    private static void Add(IServiceCollection services, ConnectedQueue queue) => services
        .AddSingleton(Metrics.NewCustomRegistry())
        .AddJetStreamQueue(queue)
        .AddWorker(new WorkerSettings { MaxInflight = InFlight }, new CallbackSettings(), new RetrySettings());

    /// <summary>Only taking in: what is taken in waits.</summary>
    private static async Task<LoadFigures> AcceptAsync(WebApplication hub, TimeSpan duration)
    {
        await PauseAsync(hub, true);
        return await HttpLoad.RunAsync(Target(hub), "/async-function/echo", Body, InFlight, duration, 202);
    }

    private static async Task FillAsync(WebApplication hub, int calls)
    {
        await PauseAsync(hub, true);
        var queue = hub.Services.GetRequiredService<IInvocationQueue>();
        var call = new Core.Invocations.NewInvocation
        {
            Queue = "faas-request",
            Function = new FunctionName("echo", "openfaas-fn"),
            Body = Core.Invocations.InvocationBody.FromMemory(Body),
        };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, calls), new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (_, cancellation) => await queue.EnqueueAsync(call, cancellation));
    }

    /// <summary>Works off so many that wait, until the outcome of the last is recorded.</summary>
    private static async Task<TimeSpan> DrainAsync(WebApplication hub, int calls)
    {
        var registry = hub.Services.GetRequiredService<CollectorRegistry>();
        var until = await ProcessedAsync(registry) + calls;
        var clock = Stopwatch.StartNew();
        await PauseAsync(hub, false);
        while (await ProcessedAsync(registry) < until)
            await Task.Delay(20);
        return clock.Elapsed;
    }

    private static async Task<double> ProcessedAsync(CollectorRegistry registry)
    {
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text);
        return System.Text.Encoding.UTF8.GetString(text.ToArray()).Split('\n')
            .Where(line => line.StartsWith("queue_worker_messages_processed_total{", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static ValueTask PauseAsync(WebApplication hub, bool paused) =>
        hub.Services.GetRequiredService<IQueueControl>().SetPausedAsync("faas-request", null, paused, CancellationToken.None);

    private static IPEndPoint Target(WebApplication server) => IPEndPoint.Parse(new Uri(server.Urls.Single()).Authority);
}
