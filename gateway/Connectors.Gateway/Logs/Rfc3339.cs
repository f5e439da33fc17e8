using System.Globalization;
using System.Text.RegularExpressions;

namespace Connectors.Gateway.Logs;

/// <summary>Moments as RFC 3339 writes them: date, time and offset, all there.</summary>
internal static partial class Rfc3339
{
    public static bool TryParse(string text, out DateTimeOffset moment)
    {
        moment = default;
        return Shape().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
