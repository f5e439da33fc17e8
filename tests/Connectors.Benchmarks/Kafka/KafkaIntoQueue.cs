using Connectors.Kafka;
using Connectors.TestServers.Kafka;

namespace Connectors.Benchmarks.Kafka;

/// <summary>
/// Messages of a Kafka topic into the durable queue, against the bare client that takes the same topic and does nothing with it, and against
/// the queue that is given the same invocations by as many callers. What is compared takes turns.
/// </summary>
internal static class KafkaIntoQueue
{
    private const int Partitions = 16;
    private const int Rounds = 3;
    private const int MaxInflight = 64;
    private const int BodyBytes = 256;

    // What a second's worth of messages is here; the mock brokers keep 5 MB a partition.
    private const int MessagesASecond = 4_000;

    public static async Task RunAsync(TimeSpan duration)
    {
        var count = (int)Math.Clamp(duration.TotalSeconds * MessagesASecond, 5_000, Partitions * 15_000);
        await using var cluster = await KafkaCluster.StartAsync();
        using var queue = new BenchmarkQueue();
        await queue.StartAsync();
        var topic = new FilledTopic(cluster, "events", Partitions, count, BodyBytes);
        await topic.FillAsync();
        KafkaOrder[] orders = [KafkaOrder.None, KafkaOrder.Partition];
        var (raw, enqueue, connector) = (new List<double>(), Lists(orders), Lists(orders));
        for (var round = -1; round < Rounds; round++)
        {
            // The first is for warming up.
            var counts = round >= 0;
            var client = topic.Consume();
            if (counts)
                raw.Add(client);
            foreach (var order in orders)
            {
                var bare = await queue.EnqueueAsync(topic, order, order == KafkaOrder.None ? MaxInflight : Partitions);
                var taken = await ConnectorRun.RunAsync(cluster, topic, queue, order, MaxInflight);
                if (!counts)
                    continue;
                enqueue[order].Add(bare);
                connector[order].Add(taken);
            }
        }
        await queue.StopAsync();
        Print(count, raw, enqueue, connector);
    }

    private static Dictionary<KafkaOrder, List<double>> Lists(KafkaOrder[] orders) => orders.ToDictionary(order => order, _ => new List<double>());

    private static void Print(int count, List<double> raw, Dictionary<KafkaOrder, List<double>> enqueue, Dictionary<KafkaOrder, List<double>> connector)
    {
        Console.WriteLine($"\nKafka into the embedded queue, {count:N0} messages of {BodyBytes} B in {Partitions} partitions, {Rounds} turns (slowest - fastest)\n");
        Table.Head("what", "a second", "range", "of the slower bound");
        Table.Row("bare Confluent.Kafka client, messages thrown away", Table.Number(raw.Average()), Range(raw), "");
        foreach (var (order, taken) in connector)
        {
            var name = order == KafkaOrder.None ? $"{MaxInflight} callers" : $"{Partitions} callers, each with its ordering key";
            Table.Row($"enqueue, {name}", Table.Number(enqueue[order].Average()), Range(enqueue[order]), "");
            var slower = Math.Min(raw.Average(), enqueue[order].Average());
            Table.Row($"connector, order: {order.ToString().ToLowerInvariant()}", Table.Number(taken.Average()), Range(taken), Table.Percent(taken.Average() / slower));
        }
    }

    private static string Range(List<double> all) => $"{Table.Number(all.Min())} - {Table.Number(all.Max())}";
}
