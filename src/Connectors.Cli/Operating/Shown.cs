using System.Globalization;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Units;

namespace Connectors.Cli.Operating;

/// <summary>Values as operators read them.</summary>
internal static class Shown
{
    /// <summary>Nothing when it is not known.</summary>
    public static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    public static string Moment(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Nothing for nothing, else as in <c>1h3m20s</c>.</summary>
    public static string Age(double seconds) => seconds < 1 ? "" : GoDuration.Format(TimeSpan.FromSeconds(Math.Floor(seconds)));

    public static string Seconds(double? seconds) => seconds is { } some ? some.ToString("0.000", CultureInfo.InvariantCulture) : "";

    /// <summary>A function as it is called: without the namespace where that goes without saying.</summary>
    public static string Function(string name, string space) => space == FunctionName.DefaultNamespace ? name : $"{name}.{space}";

    public static string State(InvocationState state) => state.ToString().ToLowerInvariant();

    /// <summary>What the last attempt came to: its error, else its status.</summary>
    public static string Last(InvocationRecord record) => record.Attempts is [.., var last]
        ? last.Error ?? (last.Status is { } status ? $"status {Number(status)}" : "")
        : "";
}
