using System.Globalization;
using Connectors.Core.Units;
using Connectors.Webhooks.Deliveries;

namespace Connectors.Webhooks.Signatures;

/// <summary>Times that are part of what is signed, so that a delivery that was overheard is of no use for long.</summary>
internal static class SignedTime
{
    private const int MostDigits = 11;

    /// <summary>Reads whole seconds since 1970, digits only.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length is 0 or > MostDigits || text.ContainsAnyExceptInRange('0', '9'))
            return false;
        time = DateTimeOffset.FromUnixTimeSeconds(long.Parse(text, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Why it is too far from now, before or after; null when it is near enough.</summary>
    public static string? Fault(DateTimeOffset signedAt, WebhookDelivery delivery)
    {
        var tolerance = delivery.Settings.Tolerance;
        return (delivery.ReceivedAt - signedAt).Duration() <= tolerance
            ? null
            : $"the delivery was signed at {signedAt:u}, further from this machine's clock than the tolerance of {GoDuration.Format(tolerance)}";
    }
}
