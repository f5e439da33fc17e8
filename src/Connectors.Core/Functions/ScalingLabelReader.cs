using System.Globalization;
using Connectors.Core.Units;

namespace Connectors.Core.Functions;

/// <summary>Reads single labels of scaling, and keeps a sentence about each that cannot be read.</summary>
internal sealed class ScalingLabelReader(IReadOnlyDictionary<string, string> labels)
{
    private const int LongestType = 64;
    private readonly List<string> warnings = [];

    public IReadOnlyList<string> Warnings => warnings;

    public ScalingLabels Bounds()
    {
        var min = Replicas(ScalingLabels.MinLabel, ScalingLabels.Default.Min);
        var max = Replicas(ScalingLabels.MaxLabel, Math.Max(min, ScalingLabels.Default.Max));
        if (max < min)
            Warn(ScalingLabels.MaxLabel, $"is less than {ScalingLabels.MinLabel}", $"{min}");
        return new ScalingLabels(min, Math.Max(min, max));
    }

    public double? Target()
    {
        if (Value(ScalingLabels.TargetLabel) is not { } text)
            return null;
        if (Number(text) is { } target and > 0)
            return target;
        Warn(ScalingLabels.TargetLabel, "is not a number above 0", "the default");
        return null;
    }

    public double Proportion(double instead)
    {
        if (Value(ScalingLabels.TargetProportionLabel) is not { } text)
            return instead;
        if (Number(text) is { } proportion and > 0 and <= 1)
            return proportion;
        Warn(ScalingLabels.TargetProportionLabel, "is not a number above 0 and at most 1, such as 0.9", Text(instead));
        return instead;
    }

    public string Type(string instead)
    {
        if (Value(ScalingLabels.TypeLabel)?.ToLowerInvariant() is not { } type)
            return instead;
        // It becomes part of a query.
        if (type.Length <= LongestType && type.AsSpan().IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-_") < 0)
            return type;
        Warn(ScalingLabels.TypeLabel, "is not rps, capacity, cpu, queue or the name of a rule", instead);
        return instead;
    }

    public bool Zero()
    {
        switch (Value(ScalingLabels.ZeroLabel)?.ToLowerInvariant())
        {
            case "true" or "1" or "t":
                return true;
            case null or "false" or "0" or "f":
                return false;
            default:
                Warn(ScalingLabels.ZeroLabel, "is not true or false", "false");
                return false;
        }
    }

    public int Factor(int instead)
    {
        if (Value(ScalingLabels.FactorLabel) is not { } text)
            return instead;
        if (Whole(text) is { } factor and <= 100)
            return factor;
        Warn(ScalingLabels.FactorLabel, "is not a whole number from 0 to 100", $"{instead}");
        return instead;
    }

    public TimeSpan Duration(string key, TimeSpan instead, TimeSpan longest)
    {
        if (Value(key) is not { } text)
            return instead;
        if (GoDuration.TryParse(text, out var duration) && duration >= TimeSpan.Zero && duration <= longest)
            return duration;
        Warn(key, $"is not a duration from 0s to {GoDuration.Format(longest)} such as 90s", GoDuration.Format(instead));
        return instead;
    }

    private int Replicas(string key, int instead)
    {
        if (Value(key) is not { } text)
            return instead;
        if (Whole(text) is { } number)
            return number;
        Warn(key, "is not a whole number of replicas", $"{instead}");
        return instead;
    }

    private string? Value(string key) => KnownAnnotations.Value(labels, key);

    private void Warn(string key, string what, string instead) =>
        warnings.Add($"label {key} '{ShownText.Of(Value(key))}' {what}; {instead} is used");

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
