using Connectors.Core.Settings;

namespace Connectors.Gateway;

/// <summary>How much clients and deployers may take.</summary>
public sealed partial class GatewaySettings
{
    private const int MostCalls = 1_000_000;

    /// <summary>Calls a second of one client; 0: any number.</summary>
    [Setting("How many calls a second one client's address (of IPv6: its /64 network) may make of /function and /async-function; more get 429. 0 means any number.")]
    public int ClientRate { get; set; }

    /// <summary>Calls at once of one client.</summary>
    [Setting("How many calls a client that was quiet may make at once; 0 means those of a second.")]
    public int ClientBurst { get; set; }

    /// <summary>The most functions that there may be; 0: any number.</summary>
    [Setting("How many functions there may be in all namespaces; deploying another gets 403, updating one goes on. 0 means any number.")]
    public int MaxFunctions { get; set; }

    /// <summary>The most open connections on an address; 0: any number.</summary>
    [Setting("How many connections may be open at a time on each address that is listened on, and as many WebSockets; more are closed at once. 0 means any number.")]
    public int MaxConnections { get; set; } = 10_000;

    private IEnumerable<string> LimitFaults()
    {
        if (ClientRate is < 0 or > MostCalls)
            yield return $"gateway.client-rate {ClientRate} must be from 0 to {MostCalls}; write for example 50, or 0 for any number";
        if (ClientBurst is < 0 or > MostCalls)
            yield return $"gateway.client-burst {ClientBurst} must be from 0 to {MostCalls}; write for example 100, or 0 for the calls of a second";
        if (MaxFunctions < 0)
            yield return $"gateway.max-functions {MaxFunctions} must be 0 or more; write for example 500, or 0 for any number";
        if (MaxConnections < 0)
            yield return $"gateway.max-connections {MaxConnections} must be 0 or more; write for example 10000, or 0 for any number";
    }
}
