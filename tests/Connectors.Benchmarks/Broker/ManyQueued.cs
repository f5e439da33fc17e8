using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Connectors.Benchmarks.Load;
using Connectors.Benchmarks.Programs;
using Connectors.TestServers;
using Connectors.TestServers.Nats;

namespace Connectors.Benchmarks.Broker;

/// <summary>
/// A real gateway and a real worker on one NATS, 200 paused functions, 100,000 calls that wait: what status, cancel, a list and another
/// function's deployment cost then over HTTP, and what memory the two processes take.
/// </summary>
internal static class ManyQueued
{
    private const int Calls = 100_000;
    private const int Functions = 200;
    private const int Samples = 500;
    private static readonly byte[] Body = new byte[256];

    public static async Task RunAsync()
    {
        await using var server = await NatsServer.StartAsync();
        using var data = new TempDirectory("scale");
        await File.WriteAllTextAsync(data.Below("stack.yml"), Stack());
        var address = $"127.0.0.1:{LoopbackPorts.Take()}";
        await using var gateway = await ConnectorsProgram.StartAsync(
            "Connectors is running", null,
            "gateway", "-f", data.Below("stack.yml"), "--data", data.Below("gateway"), "--nats", server.Url, "--no-auth", "--listen", address, "--metrics-listen", $"127.0.0.1:{LoopbackPorts.Take()}");
        await using var worker = await ConnectorsProgram.StartAsync(
            "Connectors worker runs", null, "worker", "--nats", server.Url, "--gateway", $"http://{address}", "--data", data.Below("worker"));
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri($"http://{address}/") };
        await PauseAsync(client);
        await WarmUpAsync(client);
        var before = (Gateway: ConnectorsProgram.MemoryOf(gateway), Worker: ConnectorsProgram.MemoryOf(worker));
        var (ids, rate) = await FillAsync(client);
        var filled = (Gateway: ConnectorsProgram.MemoryOf(gateway), Worker: ConnectorsProgram.MemoryOf(worker));
        await RawLookup.ForgottenAsync();
        var status = await EachAsync(ids, id => OkAsync(client.GetAsync(new Uri($"async-function/{id}", UriKind.Relative))));
        var cancel = await EachAsync(ids, id => OkAsync(client.DeleteAsync(new Uri($"async-function/{id}", UriKind.Relative))));
        var list = await EachAsync(ids[..5], _ => OkAsync(client.GetAsync(new Uri("system/queues/faas-request/invocations?limit=100", UriKind.Relative))));
        var (deployed, completed) = await NewcomerAsync(client);
        var after = (Gateway: ConnectorsProgram.MemoryOf(gateway), Worker: ConnectorsProgram.MemoryOf(worker));
        var raw = await RawLookup.RunAsync(server.Url, Calls, Samples, Body.Length);
        Console.WriteLine($"\n{Calls:N0} calls of {Functions} functions wait ({rate:N0} a second were accepted), {Samples} samples over HTTP\n");
        Table.Head("what", "p50", "p95", "p99");
        Row("status by call id", status);
        Row("the bare server, asked for one of as many messages by its subject", raw);
        Row("cancel by call id", cancel);
        Row("list of the newest 100", list);
        Table.Row("another function deployed: 202", Table.Millis(deployed), "", "");
        Table.Row("and its first call, started after that, has completed", Table.Millis(completed), "", "");
        Console.WriteLine();
        Table.Head("memory", "with 2,000 calls waiting", "with all", "at the end");
        Table.Row("gateway", $"{before.Gateway} MiB", $"{filled.Gateway} MiB", $"{after.Gateway} MiB");
        Table.Row("worker", $"{before.Worker} MiB", $"{filled.Worker} MiB", $"{after.Worker} MiB");
        await worker.TerminateAsync();
        await gateway.TerminateAsync();
    }

    private static void Row(string what, LoadFigures figures) =>
        Table.Row(what, Table.Millis(figures.P50), Table.Millis(figures.P95), Table.Millis(figures.P99));

    private static string Stack() => "version: 1.0\nprovider: { name: openfaas }\nfunctions:\n"
        + string.Concat(Enumerable.Range(0, Functions).Select(n => $"  f{n}: {{ lang: any, handler: ., image: \"dir:.\", fprocess: cat }}\n"));

    private static async Task PauseAsync(HttpClient client)
    {
        for (var n = 0; n < Functions; n++)
            await OkAsync(client.PostAsync(new Uri($"system/queues/faas-request/pause?function=f{n}", UriKind.Relative), null));
    }

    // What a program compiles at its first request is not what is measured.
    private static async Task WarmUpAsync(HttpClient client)
    {
        var ids = await AcceptAsync(client, 2_000);
        await EachAsync(ids[..200], id => OkAsync(client.GetAsync(new Uri($"async-function/{id}", UriKind.Relative))));
        await EachAsync(ids[200..400], id => OkAsync(client.DeleteAsync(new Uri($"async-function/{id}", UriKind.Relative))));
    }

    private static async Task<(string[] Ids, double Rate)> FillAsync(HttpClient client)
    {
        var clock = Stopwatch.StartNew();
        var ids = await AcceptAsync(client, Calls);
        return ([.. Enumerable.Range(0, Samples).Select(n => ids[n * (Calls / Samples)])], Calls / clock.Elapsed.TotalSeconds);
    }

    private static async Task<string[]> AcceptAsync(HttpClient client, int calls)
    {
        var ids = new string[calls];
        await Parallel.ForEachAsync(Enumerable.Range(0, calls), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (n, cancellation) =>
        {
            using var content = new ByteArrayContent(Body);
            using var answer = await client.PostAsync(new Uri($"async-function/f{n % Functions}", UriKind.Relative), content, cancellation);
            ids[n] = answer.StatusCode == HttpStatusCode.Accepted
                ? answer.Headers.GetValues("X-Call-Id").Single()
                : throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
        });
        return ids;
    }

    /// <returns>Milliseconds until the deployment was accepted, and from there until a call that was started then had completed.</returns>
    private static async Task<(double Deployed, double Completed)> NewcomerAsync(HttpClient client)
    {
        var clock = Stopwatch.StartNew();
        await OkAsync(client.PostAsJsonAsync("system/functions", new { service = "newcomer", image = "dir:.", envProcess = "cat" }));
        var deployed = clock.Elapsed.TotalMilliseconds;
        using var content = new ByteArrayContent(Body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var answer = await client.PostAsync(new Uri("async-function/newcomer", UriKind.Relative), content);
        var id = answer.EnsureSuccessStatusCode().Headers.GetValues("X-Call-Id").Single();
        while (!(await client.GetStringAsync(new Uri($"async-function/{id}", UriKind.Relative))).Contains("\"succeeded\"", StringComparison.Ordinal))
            await Task.Delay(2);
        return (deployed, clock.Elapsed.TotalMilliseconds - deployed);
    }

    private static async Task OkAsync(Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        answer.EnsureSuccessStatusCode();
        await answer.Content.CopyToAsync(Stream.Null);
    }

    private static async Task<LoadFigures> EachAsync(string[] ids, Func<string, Task> action)
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
}
