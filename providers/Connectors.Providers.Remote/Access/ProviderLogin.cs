using System.Net.Http.Headers;
using System.Text;

namespace Connectors.Providers.Remote.Access;

/// <summary>With whom the gateway logs in at a provider.</summary>
public sealed record ProviderLogin(string User, string Password)
{
    /// <summary>As HTTP's basic authentication sends it.</summary>
    internal AuthenticationHeaderValue Header => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));

    /// <summary>Never shows the password.</summary>
    public override string ToString() => User;
}
