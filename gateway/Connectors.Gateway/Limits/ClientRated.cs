namespace Connectors.Gateway.Limits;

/// <summary>Endpoint metadata: requests count against their client's rate.</summary>
internal sealed class ClientRated
{
    private ClientRated()
    {
    }

    /// <summary>The only one.</summary>
    public static ClientRated Instance { get; } = new();
}
