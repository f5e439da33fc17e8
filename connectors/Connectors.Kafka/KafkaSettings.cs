using Connectors.Core.Settings;
using Connectors.Core.Units;
using Connectors.Kafka.Configuration;
using Connectors.Kafka.Starting;
using Connectors.Sdk.Topics;

namespace Connectors.Kafka;

/// <summary>Settings of the connector for Kafka.</summary>
public sealed class KafkaSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "kafka";

    /// <summary>Null: the connector does not run.</summary>
    [Setting("Addresses of some brokers of the Kafka cluster whose messages are events, separated by commas: 127.0.0.1:9092.", OpenFaasVariable = "broker_hosts")]
    public string? BootstrapServers { get; set; }

    /// <summary>The consumer group.</summary>
    [Setting("The consumer group; replicas with one group share the partitions", OpenFaasVariable = "group")]
    public string GroupId { get; set; } = "connectors";

    /// <summary>Where the group begins in a partition that it has not read before: see <see cref="StartPosition"/>.</summary>
    [Setting("Where the group begins in a topic that it has not read before: latest, earliest, or a time (2026-01-31T08:00:00Z)", OpenFaasVariable = "initial_offset")]
    public string AutoOffsetReset { get; set; } = "latest";

    /// <summary>Topics and regular expressions; null: decided by which other brokers are configured.</summary>
    [Setting("The unqualified topics that are Kafka's, as names or regular expressions: orders, ^payments\\. (not set: all when no other message broker is configured, else none). Topics qualified with kafka: always are.")]
    public IReadOnlyList<string>? Topics { get; set; }

    /// <summary>Which events wait for each other.</summary>
    [Setting("Which events a function gets one after another: partition (those of one partition), key (those of one key in one partition), none")]
    public KafkaOrder Order { get; set; } = KafkaOrder.Partition;

    /// <summary>How many messages are dispatched at a time.</summary>
    [Setting("How many messages are dispatched at a time, over all partitions")]
    public int MaxInflight { get; set; } = 64;

    /// <summary>Properties of librdkafka by their own names.</summary>
    [SettingEntries]
    [Setting("Any property of librdkafka by its own name: security.protocol, sasl.mechanism. With -file behind its name the value is read from that file: sasl.password-file.")]
    public IReadOnlyDictionary<string, string> Properties { get; set; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (BootstrapServers is not null && !BrokerAddresses.AreLegal(BootstrapServers))
            yield return $"kafka.bootstrap-servers {PortText.Fault(BootstrapServers) ?? "names no brokers"}; write 127.0.0.1:9092, with a comma between several";
        if (GroupId.Length is 0 or > 255 || GroupId.Any(char.IsControl))
            yield return "kafka.group-id must have 1 to 255 characters; the default is connectors";
        if (StartPosition.Parse(AutoOffsetReset) is null)
            yield return $"kafka.auto-offset-reset '{AutoOffsetReset}' cannot be read; write latest, earliest, or a time such as 2026-01-31T08:00:00Z";
        foreach (var topic in Topics ?? [])
        {
            if (!TopicPattern.TryParse(topic, TopicLanguage.Regex, out _, out var fault))
                yield return $"kafka.topics: {fault}";
        }
        if (!Enum.IsDefined(Order))
            yield return "kafka.order must be partition, key or none; the default is partition";
        if (MaxInflight is < 1 or > 10_000)
            yield return "kafka.max-inflight must be between 1 and 10000; the default is 64";
        foreach (var fault in PropertyNames.Faults(Properties))
            yield return fault;
    }
}
