using System.Net;
using Connectors.Providers.Faasd.References;

namespace Connectors.Providers.Faasd.Registries;

/// <summary>Where registries listen, and where they may lead.</summary>
/// <param name="insecure">Those, as <c>host:port</c>, that are asked by plain http though they are elsewhere.</param>
internal sealed class RegistryAddress(IReadOnlyList<string> insecure)
{
    /// <summary>By https, except on this machine itself, where nobody listens in, and where somebody has said so.</summary>
    public Uri Of(string registry)
    {
        if (registry == ImageReference.DefaultRegistry)
            return new Uri("https://registry-1.docker.io/");
        var open = new Uri($"http://{registry}/");
        return IsOpen(open) ? open : new Uri($"https://{registry}/");
    }

    /// <summary>Whether one who was asked at the first address may be asked at the second as well: nothing goes from a safe way to an open one.</summary>
    public bool MayLead(Uri from, Uri to) =>
        to.UserInfo.Length == 0
        && (to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp && IsOpen(from) && IsOpen(to)));

    /// <summary>Whether credentials for one may be shown to the other.</summary>
    public static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);

    // By its name alone, for what a name server says can change.
    private bool IsOpen(Uri address) =>
        address.IdnHost == "localhost" || (IPAddress.TryParse(address.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip))
        || insecure.Any(named => string.Equals(new Uri($"http://{named}/").Authority, address.Authority, StringComparison.OrdinalIgnoreCase));
}
