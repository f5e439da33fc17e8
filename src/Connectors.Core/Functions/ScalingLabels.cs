namespace Connectors.Core.Functions;

/// <summary>How a function is scaled, read from its labels <c>com.openfaas.scale.*</c>; invalid values fall back to the defaults.</summary>
/// <param name="Min">At least this many replicas, 1 or more unless scaling to zero is asked for.</param>
/// <param name="Max">At most this many replicas.</param>
public sealed record ScalingLabels(int Min, int Max)
{
    /// <summary>What the labels of scaling begin with.</summary>
    public const string Prefix = "com.openfaas.scale.";

    /// <summary>Label <c>com.openfaas.scale.min</c>, default 1.</summary>
    public const string MinLabel = Prefix + "min";

    /// <summary>Label <c>com.openfaas.scale.max</c>, default 20.</summary>
    public const string MaxLabel = Prefix + "max";

    /// <summary>Label <c>com.openfaas.scale.target</c>: the load wanted of one replica.</summary>
    public const string TargetLabel = Prefix + "target";

    /// <summary>Label <c>com.openfaas.scale.target-proportion</c>, default 0.9.</summary>
    public const string TargetProportionLabel = Prefix + "target-proportion";

    /// <summary>Label <c>com.openfaas.scale.type</c>, default <c>rps</c>.</summary>
    public const string TypeLabel = Prefix + "type";

    /// <summary>Label <c>com.openfaas.scale.zero</c>, default false.</summary>
    public const string ZeroLabel = Prefix + "zero";

    /// <summary>Label <c>com.openfaas.scale.zero-duration</c>, default 15m.</summary>
    public const string ZeroDurationLabel = Prefix + "zero-duration";

    /// <summary>Label <c>com.openfaas.scale.factor</c>, default 20.</summary>
    public const string FactorLabel = Prefix + "factor";

    /// <summary>Label <c>com.openfaas.scale.down.window</c>, default none.</summary>
    public const string DownWindowLabel = Prefix + "down.window";

    /// <summary>The longest window for scaling down.</summary>
    public static readonly TimeSpan LongestDownWindow = TimeSpan.FromMinutes(5);

    /// <summary>Replicas when no label says otherwise: 1 to 20.</summary>
    public static ScalingLabels Default { get; } = new(1, 20);

    /// <summary>The load wanted of one replica, in the unit of <see cref="Type"/>; null: whatever the gateway's default is.</summary>
    public double? Target { get; init; }

    /// <summary>The part of the target at which another replica is wanted, more than 0 and at most 1.</summary>
    public double TargetProportion { get; init; } = 0.9;

    /// <summary>What is measured: one of <see cref="ScalingTypes"/>, or the name of a rule of the operator's own.</summary>
    public string Type { get; init; } = ScalingTypes.Rps;

    /// <summary>Whether the function may be scaled to zero.</summary>
    public bool Zero { get; init; }

    /// <summary>How long it has to be idle for that.</summary>
    public TimeSpan ZeroDuration { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>By how many hundredths of <see cref="Max"/> an alert adds replicas; 0: alerts change nothing.</summary>
    public int Factor { get; init; } = 20;

    /// <summary>Replicas are removed only down to the highest number that was right within this time; zero: at once.</summary>
    public TimeSpan DownWindow { get; init; }

    /// <summary>The fewest replicas of a function that is not at zero.</summary>
    public int Floor => Math.Max(1, Min);

    /// <summary>
    /// Whether the labels ask for scaling by load: at least one of scaling is there, other than the factor of alerts. A function without
    /// any keeps the replicas that it was given.
    /// </summary>
    public static bool AskForScaling(IReadOnlyDictionary<string, string>? labels)
    {
        foreach (var key in labels?.Keys ?? [])
        {
            if (key.StartsWith(Prefix, StringComparison.Ordinal) && key != FactorLabel)
                return true;
        }
        return false;
    }

    /// <summary>Reads the labels; a maximum below the minimum is raised to it.</summary>
    public static ScalingLabels Read(IReadOnlyDictionary<string, string>? labels) => Read(labels, out _);

    /// <summary>The same, telling what could not be read.</summary>
    /// <param name="labels">All labels of the function; may be null.</param>
    /// <param name="warnings">One sentence for each label that stays without effect; empty when none.</param>
    public static ScalingLabels Read(IReadOnlyDictionary<string, string>? labels, out IReadOnlyList<string> warnings)
    {
        warnings = [];
        if (labels is not { Count: > 0 })
            return Default;
        var reader = new ScalingLabelReader(labels);
        var read = reader.Bounds() with
        {
            Target = reader.Target(),
            TargetProportion = reader.Proportion(Default.TargetProportion),
            Type = reader.Type(Default.Type),
            Zero = reader.Zero(),
            ZeroDuration = reader.Duration(ZeroDurationLabel, Default.ZeroDuration, TimeSpan.FromDays(366)),
            Factor = reader.Factor(Default.Factor),
            DownWindow = reader.Duration(DownWindowLabel, Default.DownWindow, LongestDownWindow),
        };
        warnings = reader.Warnings;
        return read;
    }
}
