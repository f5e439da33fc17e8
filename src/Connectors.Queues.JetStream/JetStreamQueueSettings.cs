using Connectors.Core.Settings;
using Connectors.Core.Units;
using Connectors.NatsLogIn;

namespace Connectors.Queues.JetStream;

/// <summary>Which consumers take a queue's invocations off its stream.</summary>
public enum ConsumerMode
{
    /// <summary>One consumer a function: functions never wait for each other.</summary>
    Function,

    /// <summary>One consumer for all functions of a queue: cheaper with very many functions; fair among what a worker looks ahead at.</summary>
    Shared,
}

/// <summary>Settings of the queue on NATS JetStream.</summary>
public sealed class JetStreamQueueSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "queue";

    /// <summary>Copies of everything.</summary>
    [Setting("JetStream: on how many servers of the cluster everything is kept: 1, 3 or 5.")]
    public int Replicas { get; set; } = 1;

    /// <summary>Which consumers there are.</summary>
    [Setting("JetStream: `function`: one consumer a function, so that functions never wait for each other; `shared`: one consumer a queue.")]
    public ConsumerMode Consumers { get; set; } = ConsumerMode.Function;

    /// <summary>When the consumer of an idle function goes.</summary>
    [Setting("JetStream: how long a function's consumer is kept that has nothing to do; it is made again with the function's next call.", OpenFaasVariable = "consumer_inactive_threshold")]
    public TimeSpan ConsumerIdle { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The most one queue may hold.</summary>
    [Setting("JetStream: how many bytes a queue's stream may hold; what comes beyond is refused with 503. 0: as many as the server allows.")]
    public ByteSize StreamMaxBytes { get; set; } = new(0);

    /// <summary>The most messages one queue may hold.</summary>
    [Setting("JetStream: how many calls a queue's stream may hold; what comes beyond is refused with 503. 0: any number.")]
    public long StreamMaxMessages { get; set; }

    /// <summary>The most bytes of records.</summary>
    [Setting("JetStream: how many bytes of records are kept at most, small results with them; the oldest go first.")]
    public ByteSize RecordMaxBytes { get; set; } = ByteSize.MiB(2048);

    /// <summary>The user's name.</summary>
    [Setting("JetStream: the user to log in as, with queue.password-file.")]
    public string? User { get; set; }

    /// <summary>The file with the password.</summary>
    [Setting("JetStream: a file that holds the password of queue.user.")]
    public string? PasswordFile { get; set; }

    /// <summary>The file with a user's JWT and seed.</summary>
    [Setting("JetStream: a file of credentials (a user's JWT and seed) as nsc writes it.")]
    public string? CredsFile { get; set; }

    /// <summary>The file with a user's seed.</summary>
    [Setting("JetStream: a file that holds a user's nkey seed.")]
    public string? NkeyFile { get; set; }

    /// <summary>The file with the authorities that are trusted.</summary>
    [Setting("JetStream: a PEM file of the authorities that sign the server's certificate; the system's when empty. For tls:// addresses.")]
    public string? TlsCaFile { get; set; }

    /// <summary>The file with the client's certificate.</summary>
    [Setting("JetStream: a PEM file with the client's certificate, with queue.tls-key-file.")]
    public string? TlsCertFile { get; set; }

    /// <summary>The file with the client's key.</summary>
    [Setting("JetStream: a PEM file with the key of queue.tls-cert-file.")]
    public string? TlsKeyFile { get; set; }

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (Replicas is not (1 or 3 or 5))
            yield return $"queue.replicas is {Replicas}; set 1, 3 or 5.";
        if (StreamMaxBytes.Bytes < 0 || RecordMaxBytes.Bytes < 0 || StreamMaxMessages < 0)
            yield return "queue.stream-max-bytes, queue.stream-max-messages and queue.record-max-bytes cannot be negative; set 0 for no limit.";
        if (ConsumerIdle < TimeSpan.FromSeconds(1) || ConsumerIdle > TimeSpan.FromDays(365))
            yield return $"queue.consumer-idle is {GoDuration.Format(ConsumerIdle)}; set 1s to 8760h.";
        foreach (var fault in LogIn("").Faults())
            yield return fault;
    }

    /// <summary>Who the queue is to the server at an address, or at several separated by commas.</summary>
    internal LogInSettings LogIn(string url) => new(JetStreamQueueSettings.Section, url)
    {
        Flag = "--nats",
        User = User,
        PasswordFile = PasswordFile,
        CredsFile = CredsFile,
        NkeyFile = NkeyFile,
        TlsCaFile = TlsCaFile,
        TlsCertFile = TlsCertFile,
        TlsKeyFile = TlsKeyFile,
    };
}
