using Connectors.Core.Settings;
using Connectors.Core.Units;

namespace Connectors.Cli.Settings;

/// <summary>Which queue holds asynchronous calls.</summary>
internal sealed class QueueKindSettings : ISettings
{
    /// <summary>The embedded one.</summary>
    public const string Sqlite = "sqlite";

    /// <summary>The one that processes share.</summary>
    public const string JetStream = "jetstream";

    public static string Section => "queue";

    [Setting("Which queue holds asynchronous calls: `sqlite`, the embedded one, in the data directory, or `jetstream`, NATS JetStream at queue.url, which several processes share.")]
    public string Kind { get; set; } = Sqlite;

    [Setting("Address of the NATS server for `jetstream`, or of several of a cluster, separated by commas: nats://127.0.0.1:4222. OpenFaaS' faas_nats_address with faas_nats_port, or nats_host with nats_port, choose `jetstream` there.")]
    public string? Url { get; set; }

    /// <summary>True when processes share the queue.</summary>
    internal bool IsShared => SettingKey.Comparer.Equals(Kind, JetStream);

    public IEnumerable<string> Faults()
    {
        if (IsShared && string.IsNullOrWhiteSpace(Url))
            yield return "queue.kind is jetstream, but queue.url says no server; write for example nats://127.0.0.1:4222 (or --nats)";
        else if (IsShared && PortText.Fault(Url!) is { } port)
            yield return $"queue.url {port}";
        else if (!IsShared && Kind != Sqlite)
            yield return $"queue.kind '{Kind}' is not known; write {Sqlite} or {JetStream}";
        else if (!IsShared && Url is not null)
            yield return "queue.url names a server, which the embedded queue has not; remove it, or set queue.kind to jetstream";
    }
}
