using System.Net.Http.Headers;
using System.Text;

namespace Connectors.Providers.Faasd.Registries.Access;

/// <summary>How somebody logs in at a registry: by name and password, or by a token that stands for them.</summary>
internal sealed record RegistryCredentials(string User, string Password, string? IdentityToken = null)
{
    public AuthenticationHeaderValue ToBasic() => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));

    // A record would show its members.
    public override string ToString() => "credentials";
}
