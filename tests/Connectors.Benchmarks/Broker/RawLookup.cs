using System.Diagnostics;
using System.Text;
using Connectors.Benchmarks.Load;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Connectors.Benchmarks.Broker;

/// <summary>
/// What the server alone takes to find one message of many by its subject: as many stored messages of about the size of a queued call,
/// asked for in the same order by a direct read, without anything of ours between.
/// </summary>
internal static class RawLookup
{
    private const string Stream = "RAW";
    private const int HeaderBytes = 200;

    public static async Task<LoadFigures> RunAsync(string url, int messages, int samples, int bodyBytes)
    {
        await using var connection = new NatsConnection(NatsOpts.Default with { Url = url });
        var context = new NatsJSContext(connection);
        await context.CreateOrUpdateStreamAsync(new StreamConfig(Stream, ["raw.>"]) { Retention = StreamConfigRetention.Workqueue, AllowDirect = true });
        var body = new byte[bodyBytes + HeaderBytes];
        await Parallel.ForEachAsync(Enumerable.Range(0, messages), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (n, cancellation) =>
            (await context.PublishAsync(Subject(n), body, NatsRawSerializer<byte[]>.Default, cancellationToken: cancellation)).EnsureSuccess());
        await ForgottenAsync();
        var (ticks, clock) = (new long[samples], Stopwatch.StartNew());
        for (var n = 0; n < samples; n++)
        {
            var request = Encoding.ASCII.GetBytes($$"""{"last_by_subj":"{{Subject(n * (messages / samples))}}"}""");
            var start = Stopwatch.GetTimestamp();
            var reply = await connection.RequestAsync<byte[], byte[]>($"$JS.API.DIRECT.GET.{Stream}", request);
            ticks[n] = Stopwatch.GetTimestamp() - start;
            if (reply.Data?.Length != body.Length)
                throw new InvalidOperationException($"message {n} is not found: {reply.Headers?.MessageText}");
        }
        var figures = LoadFigures.Of(ticks, clock.Elapsed);
        await context.DeleteStreamAsync(Stream);
        return figures;
    }

    /// <summary>Waits until the server no longer has what was just written in its memory: it keeps a block for some seconds after the last use.</summary>
    public static Task ForgottenAsync() => Task.Delay(TimeSpan.FromSeconds(15));

    private static string Subject(int n) => $"raw.f{n % 200}.call-{n:D32}";
}
