using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Invocations;

/// <summary>What a call is known by: its id, the caller's own name for it when that is no call id, and when it started.</summary>
internal readonly record struct CallIdentity(string CallId, string? CorrelationId, string StartTime)
{
    private const int LongestCorrelationId = 256;

    /// <summary>Goes back to callers as <c>X-Served-By</c>.</summary>
    public static string ServedBy { get; } = $"connectors/{typeof(CallIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    /// <summary>What the caller sent where it is fit, new values where not.</summary>
    public static CallIdentity Of(IHeaderDictionary headers, TimeProvider time)
    {
        var sent = headers[HeaderRules.CallId].ToString();
        var start = headers[HeaderRules.StartTime].ToString();
        if (start.Length is 0 or > 20 || !start.All(char.IsAsciiDigit))
            start = UnixNanoseconds(time.GetUtcNow());
        return Core.Invocations.CallId.TryParse(sent, out var kept)
            ? new(kept.ToString(), null, start)
            : new(Core.Invocations.CallId.New().ToString(), Correlation(sent), start);
    }

    /// <summary>An id that cannot be kept, as a header can carry it; null when there is none.</summary>
    public static string? Correlation(string sent)
    {
        if (sent.Length == 0)
            return null;
        var text = HeaderRules.Ascii(sent);
        return text.Length <= LongestCorrelationId ? text : text[..LongestCorrelationId];
    }

    /// <summary>The form of <c>X-Start-Time</c>.</summary>
    public static string UnixNanoseconds(DateTimeOffset moment) =>
        ((moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100).ToString(CultureInfo.InvariantCulture);

    /// <summary>Tells the caller.</summary>
    public void WriteTo(IHeaderDictionary headers)
    {
        headers[HeaderRules.CallId] = CallId;
        headers[HeaderRules.StartTime] = StartTime;
        headers[HeaderRules.ServedBy] = ServedBy;
    }
}
