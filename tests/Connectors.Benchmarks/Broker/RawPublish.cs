using System.Diagnostics;
using Connectors.Benchmarks.Load;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Connectors.Benchmarks.Broker;

/// <summary>What NATS.Net does at best: messages into a work-queue stream on disk, each acknowledged.</summary>
internal static class RawPublish
{
    public static async Task<LoadFigures> RunAsync(string url, int inFlight, TimeSpan duration, byte[] body)
    {
        await using var connection = new NatsConnection(NatsOpts.Default with { Url = url });
        var context = new NatsJSContext(connection);
        await context.CreateOrUpdateStreamAsync(new StreamConfig("RAW", ["raw.>"]) { Retention = StreamConfigRetention.Workqueue });
        var clock = Stopwatch.StartNew();
        var tasks = Enumerable.Range(0, inFlight).Select(_ => Task.Run(() => PublishAsync(context, clock, duration, body))).ToArray();
        var latencies = (await Task.WhenAll(tasks)).SelectMany(ticks => ticks).ToArray();
        var figures = LoadFigures.Of(latencies, clock.Elapsed);
        await context.DeleteStreamAsync("RAW");
        return figures;
    }

    private static async Task<List<long>> PublishAsync(NatsJSContext context, Stopwatch clock, TimeSpan duration, byte[] body)
    {
        var latencies = new List<long>(1 << 16);
        while (clock.Elapsed < duration)
        {
            var start = Stopwatch.GetTimestamp();
            (await context.PublishAsync($"raw.{Guid.NewGuid()}", body, NatsRawSerializer<byte[]>.Default)).EnsureSuccess();
            latencies.Add(Stopwatch.GetTimestamp() - start);
        }
        return latencies;
    }
}
