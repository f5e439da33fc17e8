using Connectors.Core.Settings;
using Connectors.Core.Units;

namespace Connectors.Sdk.Hosting;

/// <summary>What all connectors of a process have in common.</summary>
public sealed class ConnectorHostSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "connectors";

    /// <summary>How long a deployment may go unnoticed when no change is signalled, and the pause after a failed look.</summary>
    [Setting("How often the topics of all functions are read again even when no change was signalled", OpenFaasVariable = "rebuild_interval")]
    public TimeSpan RebuildInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>What stands between the topics of one annotation.</summary>
    [Setting("What separates the topics in a function's topic annotation", OpenFaasVariable = "topic_delimiter")]
    public string TopicDelimiter { get; set; } = ",";

    /// <summary>True: events are queued, and a connector acknowledges what is stored. False: functions are called while the source waits.</summary>
    [Setting("Queue events (true), or call the functions and wait for their answers (false: no retries, no duplicates removed)", OpenFaasVariable = "asynchronous_invocation")]
    public bool AsynchronousInvocation { get; set; } = true;

    /// <summary>For events whose source gives none.</summary>
    [Setting("The content type of events whose source gives none", OpenFaasVariable = "content_type")]
    public string ContentType { get; set; } = "text/plain";

    /// <summary>Larger events are refused, so that one that goes to several functions can be held in memory.</summary>
    [Setting("The largest body of an event that is dispatched. Its headers may be 256 and take 32 KiB in all. What is larger is refused as its source can: it is not tried again")]
    public ByteSize MaxEventBytes { get; set; } = ByteSize.MiB(64);

    /// <summary>Of one answer in synchronous mode.</summary>
    [Setting("How long a function may take to answer an event in synchronous mode", OpenFaasVariable = "upstream_timeout")]
    public TimeSpan UpstreamTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Logs every answer in synchronous mode.</summary>
    [Setting("Log the status of every answer in synchronous mode", OpenFaasVariable = "print_response")]
    public bool PrintResponse { get; set; }

    /// <summary>How long connectors may finish what they are dispatching when the process stops.</summary>
    [Setting("How long connectors may finish what they are dispatching when told to stop")]
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Assemblies of <see cref="IConnectorModule"/>s.</summary>
    [Setting("Assemblies (.dll) with connectors of one's own, which run in `up`, and in `connect` by their names; each has the section of its name for its settings")]
    public IReadOnlyList<string> Assemblies { get; set; } = [];

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (RebuildInterval < TimeSpan.FromMilliseconds(100) || RebuildInterval > TimeSpan.FromHours(1))
            yield return "connectors.rebuild-interval must be between 100ms and 1h; the default is 3s";
        if (string.IsNullOrWhiteSpace(TopicDelimiter))
            yield return "connectors.topic-delimiter must not be blank; the default is ','";
        if (string.IsNullOrWhiteSpace(ContentType) || ContentType.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            yield return "connectors.content-type must be a media type in ASCII, for example text/plain";
        if (MaxEventBytes.Bytes is < 1 or > 1L << 30)
            yield return "connectors.max-event-bytes must be between 1B and 1GiB; the default is 64MiB";
        if (UpstreamTimeout <= TimeSpan.Zero)
            yield return "connectors.upstream-timeout must be longer than 0s; the default is 1m";
        if (GracePeriod < TimeSpan.Zero || GracePeriod > TimeSpan.FromHours(1))
            yield return "connectors.grace-period must be between 0s and 1h; the default is 10s";
    }
}
