using Confluent.Kafka;
using Connectors.Sdk.Hosting;
using Connectors.TestServers.Kafka;

namespace Connectors.Kafka.Tests;

/// <summary>What is in a message, and what a function sees of it.</summary>
public sealed class Contents : KafkaTests
{
    private string Topic => Source.Topic("contents");

    [Fact]
    public async Task Place_key_and_time_come_along()
    {
        await ListenAsync();
        var sent = await Kafka.PublishAsync(Topic, new Message<byte[], byte[]> { Key = "customer 7"u8.ToArray(), Value = "x"u8.ToArray(), Timestamp = new Timestamp(1_700_000_000_123, TimestampType.CreateTime) });
        await GivenAsync("all", 1);

        var given = Given("all")[0];
        Assert.Equal(
            ($"{sent.Partition.Value}", $"{sent.Offset.Value}", "customer 7", null, "1700000000123"),
            (given.Headers.First("X-Kafka-Partition"), given.Headers.First("X-Kafka-Offset"), given.Headers.First("X-Kafka-Key"), given.Headers.First("X-Kafka-Key-Enc"), given.Headers.First("X-Kafka-Timestamp")));
        Assert.Equal($"{Topic}/{sent.Partition.Value}/{sent.Offset.Value}@1700000000123", given.Id);
        Assert.Null(given.Headers.First("X-Kafka-Tombstone"));
    }

    [Theory]
    [InlineData(new byte[] { 0, 1, 255 })]
    [InlineData(new byte[] { (byte)'a', 10, (byte)'b' })]
    [InlineData(new byte[] { 0xC3, 0xA4 })]
    [InlineData(new byte[] { 32 })]
    public async Task A_binary_key_is_told_in_base64(byte[] key)
    {
        await ListenAsync();
        await Kafka.PublishAsync(Topic, new Message<byte[], byte[]> { Key = key, Value = [1] });
        await GivenAsync("all", 1);

        var headers = Given("all")[0].Headers;
        Assert.Equal((Convert.ToBase64String(key), "b64"), (headers.First("X-Kafka-Key"), headers.First("X-Kafka-Key-Enc")));
    }

    [Fact]
    public async Task A_tombstone_is_empty_and_says_so()
    {
        await ListenAsync();
        await Kafka.PublishAsync(Topic, new Message<byte[], byte[]> { Key = "gone"u8.ToArray(), Value = null! });
        await GivenAsync("all", 1);

        Assert.Equal((0, "true", "gone"), (Given("all")[0].Body.Length, Given("all")[0].Headers.First("X-Kafka-Tombstone"), Given("all")[0].Headers.First("X-Kafka-Key")));
    }

    [Fact]
    public async Task Headers_come_twice_with_line_breaks_and_as_bytes_and_tell_no_wrong_place()
    {
        await ListenAsync();
        var headers = new Headers
        {
            { "twice", "1"u8.ToArray() }, { "twice", "2"u8.ToArray() }, { "lines", "a\r\nX-Evil: 1"u8.ToArray() }, { "bytes", [0xFF, 0xFE] }, { "none", null },
            { "Offset", "999"u8.ToArray() }, { "Key", "false"u8.ToArray() }, { "content-type", "application/json"u8.ToArray() },
            { "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"u8.ToArray() },
        };
        var sent = await Kafka.PublishAsync(Topic, new Message<byte[], byte[]> { Value = [1], Headers = headers });
        await GivenAsync("all", 1);

        var given = Given("all")[0].Headers;
        Assert.Equal(["1", "2"], given.Where(header => header.Key == "X-Kafka-twice").Select(header => header.Value));
        Assert.Equal("a%0D%0AX-Evil: 1", given.First("X-Kafka-lines"));
        Assert.Equal(("//4=", "b64"), (given.First("X-Kafka-bytes"), given.First("X-Kafka-bytes-Enc")));
        Assert.Equal("", given.First("X-Kafka-none"));
        Assert.Equal([$"{sent.Offset.Value}"], given.Where(header => header.Key == "X-Kafka-Offset").Select(header => header.Value));
        Assert.Equal(("999", "false", null), (given.First("X-Kafka-Header-Offset"), given.First("X-Kafka-Header-Key"), given.First("X-Kafka-Key")));
        Assert.Equal("application/json", given.First("Content-Type"));
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", given.First("traceparent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_kcat_sends_arrives()
    {
        await ListenAsync();
        await Kcat.SendAsync(Kafka.Cluster.Bootstrap, Topic, ["a:one", "b:two"], "-K:", "-H", "origin=kcat");
        await GivenAllAsync("all", ["one", "two"]);

        Assert.All(Given("all"), given => Assert.Equal("kcat", given.Headers.First("X-Kafka-origin")));
        Assert.Equal(["a", "b"], Given("all").Select(given => given.Headers.First("X-Kafka-Key")).Order());
    }

    [Fact]
    public async Task A_message_over_the_limit_is_passed_over_said_and_counted_and_those_behind_it_arrive()
    {
        var topic = Source.Topic("contents");
        await Kafka.Cluster.CreateTopicAsync(topic, 1);
        Functions.Deploy("all", topic);
        var replica = await StartAsync(settings: new ConnectorHostSettings { MaxEventBytes = new Connectors.Core.Units.ByteSize(1024) });
        await Kafka.PublishAsync(topic, new Message<byte[], byte[]> { Value = new byte[2000] });
        await PublishNumbersAsync(topic, 0, 1);
        await GivenAllAsync("all", ["n0"]);

        Assert.Single(Given("all"));
        Assert.Contains($"{topic} partition 0 offset 0, 2000 bytes, is passed over", string.Join('\n', replica.Logged), StringComparison.Ordinal);
        var topics = await replica.TopicsAsync();
        Assert.Contains("the last at offset 0 of partition 0", topics, StringComparison.Ordinal);
        Assert.Contains("\"failed\":1", topics, StringComparison.Ordinal);
    }

    private async Task ListenAsync()
    {
        await StartAsync();
        await ListenAsync("all", Topic, Topic);
    }
}
