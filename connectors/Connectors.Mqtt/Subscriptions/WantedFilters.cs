using System.Text;
using Connectors.Sdk;

namespace Connectors.Mqtt.Subscriptions;

/// <summary>The filters that functions name; those that MQTT cannot be asked for are a fault of their functions.</summary>
internal sealed class WantedFilters(IConnectorContext context)
{
    private const string Share = "$share/";
    private const int MaxBytes = 65_535 - 256;
    private HashSet<Core.Functions.FunctionName> faulty = [];

    public IReadOnlyList<string> Read()
    {
        var wanted = new List<string>();
        var faults = new HashSet<Core.Functions.FunctionName>();
        foreach (var pattern in context.Patterns)
        {
            if (FaultOf(pattern.Text) is not { } fault)
            {
                wanted.Add(pattern.Text);
                continue;
            }
            foreach (var subscriber in context.Topics.Subscribers.Where(subscriber => subscriber.Topics.Any(topic => topic.EndsWith(pattern.Text, StringComparison.Ordinal))))
            {
                context.Faults.Set(subscriber.Function, fault);
                faults.Add(subscriber.Function);
            }
        }
        foreach (var mended in faulty.Except(faults))
            context.Faults.Clear(mended);
        faulty = faults;
        return wanted;
    }

    private static string? FaultOf(string filter)
    {
        if (filter.StartsWith(Share, StringComparison.Ordinal))
            return $"topic '{filter}' names a shared subscription; annotate the filter alone, and set mqtt.group to share it among replicas";
        return Encoding.UTF8.GetByteCount(filter) > MaxBytes ? $"topic '{filter.AsSpan(0, 40)}…' is longer than MQTT allows" : null;
    }
}
