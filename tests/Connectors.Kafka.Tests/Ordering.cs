using System.Collections.Concurrent;

namespace Connectors.Kafka.Tests;

/// <summary>Which events wait for which.</summary>
public sealed class Ordering : KafkaTests
{
    [Fact]
    public async Task Those_of_a_partition_are_queued_in_its_order_although_some_are_refused_at_first()
    {
        var topic = Source.Topic("orders");
        await Kafka.Cluster.CreateTopicAsync(topic, 2);
        var refused = new ConcurrentDictionary<string, bool>();
        Queue.RefuseWhere(headers => headers.First("X-Kafka-Offset") is "7" or "20" && refused.TryAdd($"{headers.First("X-Kafka-Partition")}/{headers.First("X-Kafka-Offset")}", true));
        Functions.Deploy("all", topic);
        await StartAsync();
        await PublishNumbersAsync(topic, 0, 40, partition: 0);
        await PublishNumbersAsync(topic, 100, 40, partition: 1);

        await GivenAsync("all", 80);

        Assert.Equal(Numbers(0, 40), Given("all").Where(given => given.Key == $"{topic}/0").Select(given => given.Text));
        Assert.Equal(Numbers(100, 40), Given("all").Where(given => given.Key == $"{topic}/1").Select(given => given.Text));
        Assert.Equal(4, refused.Count);
    }

    [Fact]
    public async Task Those_of_a_key_wait_for_each_other_and_not_for_other_keys()
    {
        var topic = Source.Topic("orders");
        await Kafka.Cluster.CreateTopicAsync(topic, 1);
        Kafka.Adjust = settings => settings.Order = KafkaOrder.Key;
        Queue.RefuseWhere(headers => headers.First("X-Kafka-Key") == "slow" && headers.First("X-Kafka-Offset") == "0");
        Functions.Deploy("all", topic);
        await StartAsync();
        for (var number = 0; number < 30; number++)
            await Kafka.PublishAsync(topic, Numbered(number, (number % 3) switch { 0 => "slow", 1 => "quick", _ => null }));

        await GivenAsync("all", 20);
        Assert.DoesNotContain(Given("all"), given => given.Headers.First("X-Kafka-Key") == "slow");
        Queue.RefuseWhere(null);
        await GivenAsync("all", 30);

        foreach (var key in new[] { "slow", "quick" })
        {
            var given = Given("all").Where(given => given.Headers.First("X-Kafka-Key") == key).ToList();
            Assert.Equal(given.Select(one => int.Parse(one.Text[1..])).Order(), given.Select(one => int.Parse(one.Text[1..])));
            Assert.Single(given.Select(one => one.Key).Distinct());
        }
        Assert.Equal(10, Given("all").Count(given => given.Key is null));
    }
}
