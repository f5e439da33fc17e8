using System.Net;
using Connectors.Providers.Faasd.References;

namespace Connectors.Providers.Faasd.Registries;

/// <summary>Where a registry listens.</summary>
internal static class RegistryAddress
{
    /// <summary>By https, except on this machine itself, where nobody listens in.</summary>
    public static Uri Of(string registry)
    {
        if (registry == ImageReference.DefaultRegistry)
            return new Uri("https://registry-1.docker.io/");
        var secure = new Uri($"https://{registry}/");
        return IsLoopback(secure) ? new Uri($"http://{registry}/") : secure;
    }

    /// <summary>By its name alone, for what a name server says can change.</summary>
    public static bool IsLoopback(Uri address) =>
        address.IdnHost == "localhost" || (IPAddress.TryParse(address.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip));

    /// <summary>Whether one who was asked at the first address may be asked at the second as well: nothing goes from a safe way to an open one.</summary>
    public static bool MayLead(Uri from, Uri to) =>
        to.UserInfo.Length == 0
        && (to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp && IsLoopback(from) && IsLoopback(to)));

    /// <summary>Whether credentials for one may be shown to the other.</summary>
    public static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);
}
