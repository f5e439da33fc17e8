using Connectors.Core.Functions;

namespace Connectors.Gateway.Scaling.Loads.Peers;

/// <summary>The calls of one gateway between two of its reports. Immutable.</summary>
/// <param name="Latest">What it told last.</param>
/// <param name="Heard">When, as a timestamp of this process.</param>
/// <param name="Rates">Calls a second by function; null while there is one report only of a gateway that had counted for long before.</param>
internal sealed record GatewayLoad(LoadReport Latest, long Heard, IReadOnlyDictionary<FunctionName, double>? Rates)
{
    /// <summary>The first report. One that has just started has no calls but those it tells of.</summary>
    /// <param name="report">It.</param>
    /// <param name="heard">When.</param>
    /// <param name="young">How long a gateway runs at most that has just started.</param>
    public static GatewayLoad First(LoadReport report, long heard, TimeSpan young) =>
        new(report, heard, report.Uptime > 0 && report.Uptime <= young.TotalSeconds ? RatesOf(report, [], report.Uptime) : null);

    /// <summary>The next report; one from before the last tells nothing new.</summary>
    public GatewayLoad Next(LoadReport report, long heard)
    {
        var seconds = report.Uptime - Latest.Uptime;
        if (seconds <= 0)
            return this with { Heard = heard };
        return new(report, heard, RatesOf(report, Latest.Functions.ToDictionary(one => one.FullName, one => one.Total), seconds));
    }

    private static Dictionary<FunctionName, double> RatesOf(LoadReport report, Dictionary<FunctionName, long> before, double seconds) =>
        report.Functions.ToDictionary(one => one.FullName, one => Math.Max(0, one.Total - before.GetValueOrDefault(one.FullName)) / seconds);
}
