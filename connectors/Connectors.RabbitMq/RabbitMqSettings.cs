using Connectors.Core.Settings;
using Connectors.RabbitMq.Linking;
using Connectors.Sdk.Topics;

namespace Connectors.RabbitMq;

/// <summary>Settings of the connector for RabbitMQ.</summary>
public sealed class RabbitMqSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "rabbitmq";

    /// <summary>Null: the connector does not run.</summary>
    [Setting("Address of the RabbitMQ server whose queues' messages are events, with the virtual host: amqp://127.0.0.1:5672/orders, amqps:// for TLS")]
    public string? Url { get; set; }

    /// <summary>Names of queues; null: not set.</summary>
    [Setting("The unqualified topics that are RabbitMQ's, as names of queues. Topics qualified with rabbitmq: always are. Default: all, unless another of mqtt, nats, kafka and rabbitmq is configured too; then none")]
    public IReadOnlyList<string>? Topics { get; set; }

    /// <summary>Which messages stay in order.</summary>
    [Setting("none: messages reach a function in any order; queue: those of one queue in order, one after another (with several replicas only where the queue has x-single-active-consumer)")]
    public MessageOrder Order { get; set; } = MessageOrder.None;

    /// <summary>How many messages of a queue are dispatched at a time.</summary>
    [Setting("How many messages of one queue are dispatched at a time; the server sends no more ahead")]
    public int MaxInflight { get; set; } = 64;

    /// <summary>The user's name.</summary>
    [Setting("The user to log in as, with rabbitmq.password-file. Default: the one in rabbitmq.url, else guest")]
    public string? User { get; set; }

    /// <summary>The file with the password.</summary>
    [Setting("A file that holds the password of rabbitmq.user; it is read again at every log-in")]
    public string? PasswordFile { get; set; }

    /// <summary>The file with the authorities that are trusted.</summary>
    [Setting("A PEM file of the authorities that sign the server's certificate; the system's when empty. For amqps://")]
    public string? TlsCaFile { get; set; }

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (Url is not null && RabbitMqAddress.Fault(Url) is { } address)
            yield return $"rabbitmq.url {address}; write for example amqp://127.0.0.1:5672";
        foreach (var topic in Topics ?? [])
        {
            if (!TopicPattern.TryParse(topic, TopicLanguage.Exact, out _, out var fault))
                yield return $"rabbitmq.topics: {fault}";
        }
        if (!Enum.IsDefined(Order))
            yield return "rabbitmq.order must be none or queue; the default is none";
        if (MaxInflight is < 1 or > 10_000)
            yield return "rabbitmq.max-inflight must be between 1 and 10000; the default is 64";
        if (PasswordFile is { Length: > 0 } && string.IsNullOrEmpty(User))
            yield return "rabbitmq.password-file says a password, but rabbitmq.user no user; set both";
    }
}

/// <summary>Which messages reach a function one after another.</summary>
public enum MessageOrder
{
    /// <summary>None.</summary>
    None,

    /// <summary>Those of one queue.</summary>
    Queue,
}
