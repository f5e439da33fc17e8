using System.Text;
using Confluent.Kafka;
using Connectors.Conformance.Sources;
using Connectors.TestServers.Kafka;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Kafka.Tests;

/// <summary>A cluster of the test's own.</summary>
internal sealed class KafkaSource : ISourceUnderTest
{
    private readonly KafkaCluster cluster;
    private readonly IProducer<byte[], byte[]> producer;

    private KafkaSource(KafkaCluster cluster)
    {
        this.cluster = cluster;
        producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = cluster.Bootstrap,
            LingerMs = 0,
            AllowAutoCreateTopics = true,
            MessageMaxBytes = 4 << 20,
            ReconnectBackoffMaxMs = 500,
            TopicMetadataRefreshFastIntervalMs = 50,
        }).SetLogHandler((_, _) => { }).Build();
    }

    public SourceFeatures Features => SourceFeatures.All;

    public string Connector => "kafka";

    public KafkaCluster Cluster => cluster;

    /// <summary>What tests want otherwise.</summary>
    public Action<KafkaSettings> Adjust { get; set; } = _ => { };

    public static async Task<KafkaSource> StartAsync() => new(await KafkaCluster.StartAsync());

    public string Topic(params string[] words) => "test." + string.Join('.', words);

    public string PatternBelow(string word) => $@"^test\.{word}\.\w+$";

    public string HeaderNameOf(string header) => header == "X-Callback-Url" ? header : "X-Kafka-" + header;

    public void AddConnector(IServiceCollection services, int replica) => services.AddKafkaConnector(Settings());

    public Task PublishAsync(string topic, byte[] payload, IReadOnlyDictionary<string, string>? headers = null)
    {
        var message = new Message<byte[], byte[]> { Value = payload, Headers = [] };
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
            message.Headers.Add(name, Encoding.UTF8.GetBytes(value));
        return PublishAsync(topic, message);
    }

    /// <param name="topic">Where.</param>
    /// <param name="message">What.</param>
    /// <param name="partition">Null: any.</param>
    public Task<DeliveryResult<byte[], byte[]>> PublishAsync(string topic, Message<byte[], byte[]> message, int? partition = null) =>
        producer.ProduceAsync(new TopicPartition(topic, partition ?? Partition.Any), message);

    public Task StopSourceAsync() => cluster.DownAsync();

    public Task StartSourceAsync() => cluster.UpAsync();

    public async ValueTask DisposeAsync()
    {
        producer.Dispose();
        await cluster.DisposeAsync();
    }

    private KafkaSettings Settings()
    {
        var settings = new KafkaSettings
        {
            BootstrapServers = cluster.Bootstrap,
            AutoOffsetReset = "earliest",
            Properties = new Dictionary<string, string>
            {
                ["topic.metadata.refresh.interval.ms"] = "500",
                ["session.timeout.ms"] = "6000",
                ["heartbeat.interval.ms"] = "300",
                ["reconnect.backoff.max.ms"] = "500",
                ["auto.commit.interval.ms"] = "200",
            },
        };
        Adjust(settings);
        return settings;
    }
}
