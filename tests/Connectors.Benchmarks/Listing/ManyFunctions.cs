using System.Diagnostics;
using System.Text.Json;
using Connectors.Benchmarks.Sync;
using Connectors.Core.Functions;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Benchmarks.Listing;

/// <summary>The list of ten thousand functions, asked for over HTTP, against the bare serializing of it.</summary>
internal static class ManyFunctions
{
    private const int Functions = 10_000;
    private const int Turns = 30;

    public static async Task RunAsync()
    {
        var provider = new MemoryProvider();
        for (var i = 0; i < Functions; i++)
            provider.Add(Status(i), new Uri(FormattableString.Invariant($"http://10.0.{i / 250}.{i % 250}:8080/")));
        await using var gateway = await OurGateway.StartAsync(provider);
        using var client = new HttpClient { BaseAddress = new Uri(gateway.Urls.Single()) };
        var list = await provider.ListAsync(null, CancellationToken.None);
        var (serialized, listed) = (new List<double>(), new List<double>());
        for (var i = 0; i < Turns; i++)
        {
            serialized.Add(Time(() => JsonSerializer.SerializeToUtf8Bytes(list, OpenFaasJson.Default.IReadOnlyListFunctionStatus)));
            listed.Add(await TimeAsync(() => client.GetByteArrayAsync(new Uri("/system/functions", UriKind.Relative))));
        }
        Console.WriteLine($"\nA list of {Functions:N0} functions, {(await client.GetByteArrayAsync(new Uri("/system/functions", UriKind.Relative))).Length >> 10} KiB of JSON, {Turns} turns\n");
        Table.Head("what", "median", "of serializing");
        Row("serializing the list", serialized, serialized);
        Row("GET /system/functions, from the request to the last byte", listed, serialized);
    }

    private static FunctionStatus Status(int number) => new()
    {
        Name = FormattableString.Invariant($"function-{number}"),
        Image = "registry.example.com/team/function:1.2.3",
        EnvProcess = "node index.js",
        EnvVars = new Dictionary<string, string> { ["write_debug"] = "true", ["mode"] = "http" },
        Labels = new Dictionary<string, string> { ["team"] = "orders", ["com.openfaas.scale.max"] = "10" },
        Annotations = new Dictionary<string, string> { ["topic"] = "orders.created,orders.paid" },
        Limits = new FunctionResources { Memory = "128Mi", Cpu = "100m" },
    };

    private static double Time(Func<byte[]> work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<double> TimeAsync(Func<Task<byte[]>> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void Row(string what, List<double> times, List<double> bare) =>
        Table.Row(what, Table.Millis(Median(times)), $"{Median(times) / Median(bare):0.0} x");

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
