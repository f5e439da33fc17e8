using Connectors.Core.Settings;

namespace Connectors.Cli.Settings;

/// <summary>Which queue holds asynchronous calls.</summary>
internal sealed class QueueKindSettings : ISettings
{
    /// <summary>The embedded one; the only one there is so far.</summary>
    public const string Sqlite = "sqlite";

    /// <summary>The one that processes share.</summary>
    public const string JetStream = "jetstream";

    public static string Section => "queue";

    [Setting("Which queue holds asynchronous calls: `sqlite`, the embedded one, in the data directory.")]
    public string Kind { get; set; } = Sqlite;

    [Setting("Address of the queue's server; the embedded queue has none.")]
    public string? Url { get; set; }

    /// <summary>True when processes share the queue.</summary>
    internal bool IsShared => SettingKey.Comparer.Equals(Kind, JetStream);

    public IEnumerable<string> Faults()
    {
        if (IsShared)
            yield return "queue.kind jetstream is not there yet; leave it out (and --nats) to use the embedded queue";
        else if (Kind != Sqlite)
            yield return $"queue.kind '{Kind}' is not known; write {Sqlite}";
        else if (Url is not null)
            yield return "queue.url names a server, which the embedded queue has not; remove it";
    }
}
