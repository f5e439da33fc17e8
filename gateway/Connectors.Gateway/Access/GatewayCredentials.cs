namespace Connectors.Gateway.Access;

/// <summary>The one user of the REST API. Given by the composition root; when there is none, nothing is asked of callers.</summary>
/// <param name="User">The user's name, without a colon.</param>
/// <param name="Password">The password.</param>
public sealed record GatewayCredentials(string User, string Password)
{
    /// <summary>Keeps the password out of logs.</summary>
    public override string ToString() => $"credentials of {User}";
}
