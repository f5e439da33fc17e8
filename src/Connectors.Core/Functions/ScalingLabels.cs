using System.Globalization;

namespace Connectors.Core.Functions;

/// <summary>How many replicas a function may have, read from its labels <c>com.openfaas.scale.*</c>; invalid values fall back to the defaults.</summary>
/// <param name="Min">At least this many replicas, 1 or more unless scaling to zero is asked for.</param>
/// <param name="Max">At most this many replicas.</param>
public sealed record ScalingLabels(int Min, int Max)
{
    /// <summary>Label <c>com.openfaas.scale.min</c>, default 1.</summary>
    public const string MinLabel = "com.openfaas.scale.min";

    /// <summary>Label <c>com.openfaas.scale.max</c>, default 20.</summary>
    public const string MaxLabel = "com.openfaas.scale.max";

    /// <summary>Replicas when no label says otherwise: 1 to 20.</summary>
    public static ScalingLabels Default { get; } = new(1, 20);

    /// <summary>Reads the labels; a maximum below the minimum is raised to it.</summary>
    public static ScalingLabels Read(IReadOnlyDictionary<string, string>? labels)
    {
        var min = Number(labels, MinLabel) ?? Default.Min;
        return new ScalingLabels(min, Math.Max(min, Number(labels, MaxLabel) ?? Default.Max));
    }

    private static int? Number(IReadOnlyDictionary<string, string>? labels, string key) =>
        int.TryParse(KnownAnnotations.Value(labels, key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
