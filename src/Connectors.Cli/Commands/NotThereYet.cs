using Connectors.Cli.Faults;
using Connectors.Cli.Settings;

namespace Connectors.Cli.Commands;

/// <summary>Says plainly what is announced and cannot be had yet, instead of doing something else.</summary>
internal static class NotThereYet
{
    /// <summary>Queues, providers and connectors that this release has not.</summary>
    public static IEnumerable<Fault> Faults(HubRequest request, LoadedSettings settings, IReadOnlyList<string> connectors)
    {
        if (request.Role == HubRole.Worker && !SettingKey.Comparer.Equals(settings.Text("queue.kind"), QueueKindSettings.JetStream))
            yield return new Fault(null, "a worker of its own needs the JetStream queue, because the embedded queue lives in one process; name its server with --nats nats://host:4222, or run 'connectors up', which works off its queue itself");
        foreach (var name in request.Connectors.Where(name => !connectors.Contains(name, SettingKey.Comparer)))
            yield return new Fault(null, $"there is no connector '{name}'; there are: {string.Join(", ", connectors)}");
        if (request.Connectors.Distinct(SettingKey.Comparer).Count() < request.Connectors.Count)
            yield return new Fault(null, "a connector is named twice");
    }
}
