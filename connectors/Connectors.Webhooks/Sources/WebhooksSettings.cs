using Connectors.Core.Settings;

namespace Connectors.Webhooks.Sources;

/// <summary>
/// Who may deliver webhooks. The section itself is the dictionary: each key under <c>webhooks</c> names a source, which answers at
/// <c>POST /webhook/{source}</c>.
/// </summary>
public sealed class WebhooksSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "webhooks";

    /// <summary>The sources by name, each directly under the section.</summary>
    [Setting("The sources of webhooks by name; each answers at POST /webhook/{name}.")]
    public Dictionary<string, WebhookSourceSettings> Sources { get; set; } = new(StringComparer.Ordinal);

    /// <summary>What is wrong with the values by themselves; kinds and secret files are looked at by <see cref="WebhooksRegistration.Faults"/>.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var (name, source) in Sources)
        {
            foreach (var fault in SourceFaults.Of(name, source))
                yield return fault;
        }
    }
}
