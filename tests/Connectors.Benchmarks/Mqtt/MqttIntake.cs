using Connectors.TestServers;
using Connectors.TestServers.Mqtt;

namespace Connectors.Benchmarks.Mqtt;

/// <summary>
/// Messages of QoS 1 that wait in a session at mosquitto, brought into the durable queue by the connector; against a bare MQTTnet client that
/// only acknowledges as many, and against the queue that only stores as many. What is compared takes turns.
/// </summary>
internal static class MqttIntake
{
    private const int InFlight = 64;
    private const int Rounds = 3;
    private const double PerSecond = 1500;

    public static async Task RunAsync(TimeSpan duration)
    {
        // Enough for a row to take about as long, at the pace of a slow machine.
        var count = (int)(duration.TotalSeconds * PerSecond);
        await using var server = await MosquittoServer.StartAsync();
        using var directory = new TempDirectory("bench-mqtt");
        var line = new string('x', 1024);
        var lines = Enumerable.Repeat(line, count).ToList();
        await using var bare = new BareClient(server.Port, InFlight);
        await using var hub = new ConnectorHub(server.Url, directory.Path, InFlight);
        var (raw, stored, brought) = (new List<double>(), new List<double>(), new List<double>());
        await OneRoundAsync(lines.Take(2000).ToList(), [], [], []);
        for (var round = 0; round < Rounds; round++)
            await OneRoundAsync(lines, raw, stored, brought);
        Print(count, raw, stored, brought);

        async Task OneRoundAsync(List<string> messages, List<double> bareRates, List<double> storeRates, List<double> hubRates)
        {
            await bare.SubscribeAsync();
            await hub.SubscribeAsync();
            await MosquittoPublisher.PublishLinesAsync(server.Port, messages, "-t", "bench/a", "-q", "1");
            bareRates.Add(await bare.TakeAsync(messages.Count));
            storeRates.Add(await hub.StoreAsync(messages.Count, InFlight, line));
            hubRates.Add(await hub.TakeAsync(messages.Count));
        }
    }

    private static void Print(int count, List<double> raw, List<double> stored, List<double> brought)
    {
        var slower = Math.Min(raw.Average(), stored.Average());
        Console.WriteLine($"\nMQTT 5, QoS 1, mosquitto, {count:N0} messages of 1 KiB that wait in a session, {InFlight} in flight, {Rounds} turns\n");
        Table.Head("what", "a second", "slowest and fastest turn", "of the slower of the first two");
        Row("bare MQTTnet client that acknowledges", raw);
        Row("enqueue alone, embedded queue", stored);
        Row("connector: from mosquitto into the embedded queue, acknowledged", brought);

        void Row(string what, List<double> rates) =>
            Table.Row(what, Table.Number(rates.Average()), $"{Table.Number(rates.Min())} - {Table.Number(rates.Max())}", Table.Percent(rates.Average() / slower));
    }
}
