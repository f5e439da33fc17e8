namespace Connectors.Sdk.Apart;

/// <summary>How a connector that runs in a process of its own reaches its gateway. Thread-safe.</summary>
public sealed class GatewayAccess
{
    /// <summary>Through a client whose base address is the gateway's and whose default headers hold the credentials.</summary>
    public GatewayAccess(HttpClient client) => Client = client;

    internal HttpClient Client { get; }

    /// <summary>The gateway's address, for messages.</summary>
    internal string Name => Client.BaseAddress?.ToString() ?? "the gateway";
}
