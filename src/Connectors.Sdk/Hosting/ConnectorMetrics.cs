using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Connectors.Sdk.Hosting;

/// <summary>The meter <c>Connectors.Sdk</c>: counters of events by connector.</summary>
internal sealed class ConnectorMetrics
{
    public const string MeterName = "Connectors.Sdk";

    private readonly ConcurrentDictionary<string, ConnectorLag> lags = new(StringComparer.Ordinal);

    public ConnectorMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        Received = meter.CreateCounter<long>("connectors.events.received", "{event}", "Events that a connector dispatched, whatever came of it");
        Dispatched = meter.CreateCounter<long>("connectors.events.dispatched", "{event}", "Events that every listening function was given");
        Unmatched = meter.CreateCounter<long>("connectors.events.unmatched", "{event}", "Events that no function listens to");
        Failed = meter.CreateCounter<long>("connectors.events.failed", "{event}", "Events that could not be given to every listening function");
        Restarts = meter.CreateCounter<long>("connectors.restarts", "{restart}", "Starts of a connector after it broke down");
        meter.CreateObservableGauge("connectors.lag", Lag, "{message}", "Messages at a connector's source that it has not dispatched yet");
    }

    public Counter<long> Received { get; }

    public Counter<long> Dispatched { get; }

    public Counter<long> Unmatched { get; }

    public Counter<long> Failed { get; }

    public Counter<long> Restarts { get; }

    /// <summary>Shows a connector's lag from now on.</summary>
    public void Show(string connector, ConnectorLag lag) => lags[connector] = lag;

    private IEnumerable<Measurement<long>> Lag() => lags.SelectMany(pair => pair.Value.Measured.Select(lag =>
        new Measurement<long>(lag.Messages, new("connector", pair.Key), new KeyValuePair<string, object?>("source", lag.Source))));
}
