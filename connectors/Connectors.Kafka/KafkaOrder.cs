namespace Connectors.Kafka;

/// <summary>Which events wait for each other, when they are queued and when functions run them.</summary>
public enum KafkaOrder
{
    /// <summary>Those of one partition, as any consumer of Kafka sees them.</summary>
    Partition,

    /// <summary>Those of one key in one partition; those without a key wait for nobody.</summary>
    Key,

    /// <summary>None.</summary>
    None,
}
