using Connectors.Core.Settings;
using Connectors.Mqtt.Linking;
using Connectors.Sdk.Topics;

namespace Connectors.Mqtt;

/// <summary>Settings of the connector for MQTT.</summary>
public sealed class MqttSettings : ISettings
{
    internal const int LongestName = 128;

    /// <inheritdoc/>
    public static string Section => "mqtt";

    /// <summary>Null: the connector does not run.</summary>
    [Setting("Address of the MQTT server whose messages are events: mqtt://127.0.0.1:1883, mqtts:// for TLS, ws:// or wss:// for WebSockets")]
    public string? Url { get; set; }

    /// <summary>Filters; null: not set.</summary>
    [Setting("The unqualified topics that are MQTT's, as filters: sensors/#, +/alarm. Topics qualified with mqtt: always are. Default: all, unless another of mqtt, nats, kafka and rabbitmq is configured too; then none")]
    public IReadOnlyList<string>? Topics { get; set; }

    /// <summary>5 or 3.1.1.</summary>
    [Setting("The version of MQTT: 5, or 3.1.1 for servers that speak no other")]
    public string Protocol { get; set; } = "5";

    /// <summary>The quality of service that is asked for.</summary>
    [Setting("The quality of service that is asked for: 1 or 2, which are acknowledged once queued, or 0, whose messages are lost when the hub is away")]
    public int Qos { get; set; } = 1;

    /// <summary>Null: made from the machine's name.</summary>
    [Setting("The client id, under which the server keeps what is published meanwhile: the same after a restart, another for each replica. Default: connectors- and the machine's name")]
    public string? ClientId { get; set; }

    /// <summary>How long a session outlives its connection.</summary>
    [Setting("How long the server shall keep messages for a connector that is away; 0s: not at all. MQTT 3.1.1 knows only 0s and for ever")]
    public TimeSpan SessionExpiry { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Null: nothing is shared.</summary>
    [Setting("The group as which replicas share messages ($share/<group>/…); needed as soon as there are several, because without it each gets every message. Empty: not shared")]
    public string? Group { get; set; }

    /// <summary>What becomes of retained messages.</summary>
    [Setting("ignore: messages that were retained before a function listened are no events; dispatch: each is one. With a group servers send none")]
    public RetainedMessages Retained { get; set; } = RetainedMessages.Ignore;

    /// <summary>Which messages stay in order.</summary>
    [Setting("none: messages reach a function in any order; topic: those of one topic in order, one after another")]
    public MessageOrder Order { get; set; } = MessageOrder.None;

    /// <summary>For messages that name none.</summary>
    [Setting("The content type of messages that name none")]
    public string ContentType { get; set; } = "application/json";

    /// <summary>How many messages are dispatched at a time.</summary>
    [Setting("How many messages are dispatched at a time; with MQTT 5 the server sends no more ahead")]
    public int MaxInflight { get; set; } = 64;

    /// <summary>How often a silent connection is tried.</summary>
    [Setting("After how long a silent connection is tried")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The user's name.</summary>
    [Setting("The user to log in as, with mqtt.password-file")]
    public string? User { get; set; }

    /// <summary>The file with the password.</summary>
    [Setting("A file that holds the password of mqtt.user; it is read again at every log-in")]
    public string? PasswordFile { get; set; }

    /// <summary>The file with the authorities that are trusted.</summary>
    [Setting("A PEM file of the authorities that sign the server's certificate; the system's when empty. For mqtts:// and wss://")]
    public string? TlsCaFile { get; set; }

    /// <summary>The file with the client's certificate.</summary>
    [Setting("A PEM file with the client's certificate, with mqtt.tls-key-file")]
    public string? TlsCertFile { get; set; }

    /// <summary>The file with the client's key.</summary>
    [Setting("A PEM file with the key of mqtt.tls-cert-file")]
    public string? TlsKeyFile { get; set; }

    internal bool SpeaksVersion5 => Protocol == "5";

    internal bool KeepsSession => SessionExpiry > TimeSpan.Zero;

    internal string UsedClientId => string.IsNullOrEmpty(ClientId) ? $"connectors-{Environment.MachineName.ToLowerInvariant()}" : ClientId;

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (Url is not null && MqttAddress.Fault(Url) is { } address)
            yield return $"mqtt.url {address}; write for example mqtt://127.0.0.1:1883";
        foreach (var topic in Topics ?? [])
        {
            if (!TopicPattern.TryParse(topic, TopicLanguage.Mqtt, out _, out var fault))
                yield return $"mqtt.topics: {fault}";
        }
        if (Protocol is not ("5" or "3.1.1"))
            yield return "mqtt.protocol must be 5 or 3.1.1; the default is 5";
        if (Qos is < 0 or > 2)
            yield return "mqtt.qos must be 0, 1 or 2; the default is 1";
        if (ClientId is { Length: > 0 } id && !IsName(id))
            yield return $"mqtt.client-id must have 1 to {LongestName} letters, digits, '-', '_' or '.'";
        if (Group is { Length: > 0 } group && !IsName(group))
            yield return $"mqtt.group must have 1 to {LongestName} letters, digits, '-', '_' or '.'";
        if (SessionExpiry < TimeSpan.Zero || SessionExpiry > TimeSpan.FromDays(3650))
            yield return "mqtt.session-expiry must be between 0s and 87600h; the default is 168h";
        if (!Enum.IsDefined(Retained))
            yield return "mqtt.retained must be ignore or dispatch; the default is ignore";
        if (!Enum.IsDefined(Order))
            yield return "mqtt.order must be none or topic; the default is none";
        if (string.IsNullOrWhiteSpace(ContentType) || ContentType.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            yield return "mqtt.content-type must be a media type in ASCII; the default is application/json";
        if (MaxInflight is < 1 or > 10_000)
            yield return "mqtt.max-inflight must be between 1 and 10000; the default is 64";
        if (KeepAlive < TimeSpan.FromSeconds(2) || KeepAlive > TimeSpan.FromHours(1))
            yield return "mqtt.keep-alive must be between 2s and 1h; the default is 15s";
        if (PasswordFile is { Length: > 0 } && string.IsNullOrEmpty(User))
            yield return "mqtt.password-file says a password, but mqtt.user no user; set both";
        if (string.IsNullOrEmpty(TlsCertFile) != string.IsNullOrEmpty(TlsKeyFile))
            yield return "mqtt.tls-cert-file and mqtt.tls-key-file belong together; set both or neither";
    }

    private static bool IsName(string text) =>
        text.Length <= LongestName && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}

/// <summary>What becomes of messages that a server had retained before a function listened.</summary>
public enum RetainedMessages
{
    /// <summary>They are no events.</summary>
    Ignore,

    /// <summary>Each is an event.</summary>
    Dispatch,
}

/// <summary>Which messages reach a function one after another.</summary>
public enum MessageOrder
{
    /// <summary>None.</summary>
    None,

    /// <summary>Those of one topic.</summary>
    Topic,
}
