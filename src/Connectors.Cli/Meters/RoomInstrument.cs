using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Prometheus;

namespace Connectors.Cli.Meters;

/// <summary>One instrument of a room as series for Prometheus. Thread-safe.</summary>
internal sealed class RoomInstrument
{
    private const string TotalSuffix = "_total";

    private readonly MetricFactory factory;
    private readonly string name;
    private readonly string help;
    private readonly ConcurrentDictionary<string, Action<double, string[]>> byLabels = new(StringComparer.Ordinal);
    private readonly Func<string[], Action<double, string[]>> create;

    public RoomInstrument(Instrument instrument, MetricFactory factory)
    {
        this.factory = factory;
        (var kind, create) = KindOf(instrument);
        name = NameOf(instrument.Name, kind);
        help = instrument.Description ?? "";
    }

    private enum Kind
    {
        Counter,
        Level,
        Distribution,
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (labels, values) = (new string[tags.Length], new string[tags.Length]);
        for (var i = 0; i < tags.Length; i++)
            (labels[i], values[i]) = (Legal(tags[i].Key), Convert.ToString(tags[i].Value, System.Globalization.CultureInfo.InvariantCulture) ?? "");
        byLabels.GetOrAdd(string.Join(',', labels), static (_, made) => made.This.create(made.Labels), (This: this, Labels: labels))(value, values);
    }

    private static string NameOf(string instrument, Kind kind)
    {
        var legal = Legal(instrument);
        return kind == Kind.Counter && !legal.EndsWith(TotalSuffix, StringComparison.Ordinal) ? legal + TotalSuffix : legal;
    }

    private (Kind, Func<string[], Action<double, string[]>>) KindOf(Instrument instrument)
    {
        var type = instrument.GetType();
        var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (generic == typeof(Counter<>))
            return (Kind.Counter, Adding);
        if (generic == typeof(ObservableCounter<>))
            return (Kind.Counter, CountedTo);
        if (generic == typeof(UpDownCounter<>))
            return (Kind.Level, Moving);
        return generic == typeof(Histogram<>) ? (Kind.Distribution, Distributed) : (Kind.Level, Level);
    }

    private Action<double, string[]> Adding(string[] labels)
    {
        var counter = factory.CreateCounter(name, help, labels);
        return (value, values) => counter.WithLabels(values).Inc(value);
    }

    private Action<double, string[]> CountedTo(string[] labels)
    {
        var counter = factory.CreateCounter(name, help, labels);
        return (value, values) => counter.WithLabels(values).IncTo(value);
    }

    private Action<double, string[]> Moving(string[] labels)
    {
        var gauge = factory.CreateGauge(name, help, labels);
        return (value, values) => gauge.WithLabels(values).Inc(value);
    }

    private Action<double, string[]> Level(string[] labels)
    {
        var gauge = factory.CreateGauge(name, help, labels);
        return (value, values) => gauge.WithLabels(values).Set(value);
    }

    private Action<double, string[]> Distributed(string[] labels)
    {
        var histogram = factory.CreateHistogram(name, help, labels);
        return (value, values) => histogram.WithLabels(values).Observe(value);
    }

    private static string Legal(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
        });
}
