using System.Globalization;
using Connectors.Core.Functions;
using Connectors.Core.Units;

namespace Connectors.Core.Invocations;

public sealed partial record RetryPolicy
{
    /// <summary>This policy with what a function's annotations <c>com.openfaas.retry.*</c> say instead.</summary>
    /// <param name="annotations">All annotations of the function; may be null.</param>
    /// <param name="warnings">One sentence for each annotation that cannot be read and stays without effect; empty when none.</param>
    public RetryPolicy With(IReadOnlyDictionary<string, string>? annotations, out IReadOnlyList<string> warnings)
    {
        warnings = [];
        if (annotations is not { Count: > 0 })
            return this;
        var faults = new List<string>();
        var policy = WithAttempts(annotations, faults).WithCodes(annotations, faults).WithWaits(annotations, faults);
        warnings = faults;
        return policy;
    }

    private RetryPolicy WithAttempts(IReadOnlyDictionary<string, string> annotations, List<string> faults)
    {
        if (KnownAnnotations.Value(annotations, KnownAnnotations.RetryAttempts) is not { } text)
            return this;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var attempts) && attempts is >= 1 and <= MostAttempts)
            return this with { MaxAttempts = attempts };
        faults.Add($"annotation {KnownAnnotations.RetryAttempts} '{ShownText.Of(text)}' is not a whole number from 1 to {MostAttempts}; the default is used");
        return this;
    }

    private RetryPolicy WithCodes(IReadOnlyDictionary<string, string> annotations, List<string> faults)
    {
        if (KnownAnnotations.Value(annotations, KnownAnnotations.RetryCodes) is not { } text)
            return this;
        if (TryParseCodes(text, out var codes))
            return this with { Codes = codes };
        faults.Add($"annotation {KnownAnnotations.RetryCodes} '{ShownText.Of(text)}' is not a comma-separated list of statuses from 400 to 599; the default is used");
        return this;
    }

    private RetryPolicy WithWaits(IReadOnlyDictionary<string, string> annotations, List<string> faults)
    {
        var min = Wait(annotations, KnownAnnotations.RetryMinWait, faults);
        var max = Wait(annotations, KnownAnnotations.RetryMaxWait, faults);
        if (min is { } shortest && max is { } longest && longest < shortest)
        {
            faults.Add($"annotation {KnownAnnotations.RetryMaxWait} is shorter than {KnownAnnotations.RetryMinWait}; the defaults are used");
            return this;
        }
        // One wait alone moves the other's default out of its way.
        return (min, max) switch
        {
            ({ } lower, { } upper) => this with { MinWait = lower, MaxWait = upper },
            ({ } lower, null) => this with { MinWait = lower, MaxWait = lower > MaxWait ? lower : MaxWait },
            (null, { } upper) => this with { MinWait = upper < MinWait ? upper : MinWait, MaxWait = upper },
            _ => this,
        };
    }

    private static TimeSpan? Wait(IReadOnlyDictionary<string, string> annotations, string key, List<string> faults)
    {
        if (KnownAnnotations.Value(annotations, key) is not { } text)
            return null;
        if (GoDuration.TryParse(text, out var wait) && wait >= TimeSpan.Zero && wait <= LongestWait)
            return wait;
        faults.Add($"annotation {key} '{ShownText.Of(text)}' is not a duration from 0s to {GoDuration.Format(LongestWait)} such as 30s; the default is used");
        return null;
    }
}
