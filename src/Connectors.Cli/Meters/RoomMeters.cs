using System.Diagnostics.Metrics;
using Prometheus;

namespace Connectors.Cli.Meters;

/// <summary>
/// Shows what rooms count with meters whose names begin with <c>Connectors.</c>, while it lives. An instrument keeps its own name, with
/// underscores in the place of what Prometheus does not take, and <c>_total</c> behind the names of counters.
/// </summary>
internal sealed class RoomMeters : IDisposable
{
    private const string OwnMeters = "Connectors.";

    private readonly MeterListener listener = new();

    public RoomMeters(CollectorRegistry registry)
    {
        var factory = Prometheus.Metrics.WithCustomRegistry(registry);
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith(OwnMeters, StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument, new RoomInstrument(instrument, factory));
        };
        Listen<byte>(static value => value);
        Listen<short>(static value => value);
        Listen<int>(static value => value);
        Listen<long>(static value => value);
        Listen<float>(static value => value);
        Listen<double>(static value => value);
        Listen<decimal>(static value => (double)value);
        registry.AddBeforeCollectCallback(listener.RecordObservableInstruments);
        listener.Start();
    }

    public void Dispose() => listener.Dispose();

    private void Listen<T>(Func<T, double> number) where T : struct =>
        listener.SetMeasurementEventCallback<T>((_, value, tags, state) => ((RoomInstrument)state!).Record(number(value), tags));
}
