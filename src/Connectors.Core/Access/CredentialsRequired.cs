namespace Connectors.Core.Access;

/// <summary>
/// Endpoint metadata: this route answers only to callers with credentials. Whoever hosts the endpoints enforces it, so that
/// a connector can ask for it without knowing how credentials are checked.
/// </summary>
public sealed class CredentialsRequired
{
    /// <summary>The one instance.</summary>
    public static CredentialsRequired Instance { get; } = new();

    private CredentialsRequired()
    {
    }
}
