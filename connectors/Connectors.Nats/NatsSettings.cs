using Connectors.Core.Settings;
using Connectors.Core.Units;
using Connectors.NatsLogIn;
using Connectors.Sdk.Topics;

namespace Connectors.Nats;

/// <summary>Settings of the connector for NATS.</summary>
public sealed class NatsSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "nats";

    /// <summary>Null: the connector does not run.</summary>
    [Setting("Address of the NATS server whose messages are events, or of several of a cluster, separated by commas: nats://127.0.0.1:4222. The queue has its own.")]
    public string? Url { get; set; }

    /// <summary>Patterns in the language of NATS subjects; null: not set.</summary>
    [Setting("The unqualified topics that are NATS', as subjects with wildcards: orders.>, payments.*. Topics qualified with nats: always are. Default: all, unless another of mqtt, nats, kafka and rabbitmq is configured too; then none")]
    public IReadOnlyList<string>? Topics { get; set; }

    /// <summary>What replicas share subjects as.</summary>
    [Setting("The queue group as which replicas share what is published on subjects that no stream keeps")]
    public string QueueGroup { get; set; } = "connectors";

    /// <summary>The first part of the names of consumers.</summary>
    [Setting("The name under which streams remember what has been taken; replicas with one name share the work")]
    public string Durable { get; set; } = "connectors";

    /// <summary>When subjects are read from streams.</summary>
    [Setting("auto: what a JetStream stream keeps is read from there and acknowledged once it is queued; off: subjects only, nothing is kept for a connector that is away")]
    public StreamUse Streams { get; set; } = StreamUse.Auto;

    /// <summary>Where a topic that is new begins in its stream: see <see cref="Connectors.Nats.Streams.StartPosition"/>.</summary>
    [Setting("Where a topic that nobody listened to before begins in its stream: new, all, a time (2026-01-31T08:00:00Z) or a sequence (#1234)")]
    public string Start { get; set; } = "new";

    /// <summary>How many messages are dispatched at a time.</summary>
    [Setting("How many messages are dispatched at a time")]
    public int MaxInflight { get; set; } = 64;

    /// <summary>How long a stream waits for an acknowledgement.</summary>
    [Setting("After how long without a sign of life a stream gives a message to another replica")]
    public TimeSpan AckWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The user's name.</summary>
    [Setting("The user to log in as, with nats.password-file")]
    public string? User { get; set; }

    /// <summary>The file with the password.</summary>
    [Setting("A file that holds the password of nats.user")]
    public string? PasswordFile { get; set; }

    /// <summary>The file with a user's JWT and seed.</summary>
    [Setting("A file of credentials (a user's JWT and seed) as nsc writes it")]
    public string? CredsFile { get; set; }

    /// <summary>The file with a user's seed.</summary>
    [Setting("A file that holds a user's nkey seed")]
    public string? NkeyFile { get; set; }

    /// <summary>The file with the authorities that are trusted.</summary>
    [Setting("A PEM file of the authorities that sign the server's certificate; the system's when empty. For tls:// addresses")]
    public string? TlsCaFile { get; set; }

    /// <summary>The file with the client's certificate.</summary>
    [Setting("A PEM file with the client's certificate, with nats.tls-key-file")]
    public string? TlsCertFile { get; set; }

    /// <summary>The file with the client's key.</summary>
    [Setting("A PEM file with the key of nats.tls-cert-file")]
    public string? TlsKeyFile { get; set; }

    /// <summary>Who the connector is to its server.</summary>
    internal LogInSettings LogIn => new(Section, Url ?? "")
    {
        User = User,
        PasswordFile = PasswordFile,
        CredsFile = CredsFile,
        NkeyFile = NkeyFile,
        TlsCaFile = TlsCaFile,
        TlsCertFile = TlsCertFile,
        TlsKeyFile = TlsKeyFile,
    };

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        foreach (var fault in LogIn.Faults())
            yield return fault;
        if (Url is not null && PortText.Fault(Url) is { } port)
            yield return $"nats.url {port}";
        foreach (var topic in Topics ?? [])
        {
            if (!TopicPattern.TryParse(topic, TopicLanguage.Nats, out _, out var fault))
                yield return $"nats.topics: {fault}";
        }
        if (MaxInflight is < 1 or > 10_000)
            yield return "nats.max-inflight must be between 1 and 10000; the default is 64";
        if (AckWait < TimeSpan.FromSeconds(1) || AckWait > TimeSpan.FromHours(1))
            yield return "nats.ack-wait must be between 1s and 1h; the default is 30s";
        if (!Enum.IsDefined(Streams))
            yield return "nats.streams must be auto or off; the default is auto";
        if (Connectors.Nats.Streams.StartPosition.Parse(Start) is null)
            yield return $"nats.start '{Start}' cannot be read; write new, all, a time such as 2026-01-31T08:00:00Z, or a sequence such as #1234";
        foreach (var (name, value) in new[] { ("queue-group", QueueGroup), ("durable", Durable) })
        {
            if (value.Length is 0 or > 64 || !value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
                yield return $"nats.{name} must have 1 to 64 letters, digits, '-' or '_'; the default is connectors";
        }
    }
}

/// <summary>When subjects are read from streams.</summary>
public enum StreamUse
{
    /// <summary>For whatever a stream keeps of a topic.</summary>
    Auto,

    /// <summary>Never.</summary>
    Off,
}
