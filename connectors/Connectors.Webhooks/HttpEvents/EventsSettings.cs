using Connectors.Core.Settings;
using Connectors.Core.Units;

namespace Connectors.Webhooks.HttpEvents;

/// <summary>Events by HTTP.</summary>
public sealed class EventsSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "events";

    /// <summary>The largest body.</summary>
    [Setting("The largest body an event posted to /event/{topic} may have; a larger one is answered with 413.")]
    public ByteSize MaxBodyBytes { get; set; } = ByteSize.MiB(64);

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (MaxBodyBytes.Bytes is <= 0 or > int.MaxValue / 2)
            yield return $"{Section}.max-body-bytes {MaxBodyBytes} is out of range; use 1B to {int.MaxValue / 2}B";
    }
}
