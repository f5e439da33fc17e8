using Microsoft.Extensions.Logging;

namespace Connectors.Sdk.Patience;

/// <summary>Tells that a connector's server is away: a fault for as long as it is, a line in the log when it begins and when it is over. Not thread-safe.</summary>
/// <param name="faults">The connector's.</param>
/// <param name="kind">What it is a server of, such as <c>MQTT</c>.</param>
/// <param name="server">Its address, without credentials.</param>
/// <param name="logger">The connector's.</param>
public sealed class SourceOutage(ConnectorFaults faults, string kind, string server, ILogger logger)
{
    /// <summary>The subject of the fault that stands while it lasts.</summary>
    public const string Subject = "server";

    private bool lasts;

    /// <summary>It has begun, or goes on.</summary>
    /// <param name="reason">Why the server cannot be used, without a period at the end.</param>
    public void Is(string reason)
    {
        faults.Set(Subject, $"the {kind} server at {server} cannot be used: {reason}. It is tried again for ever");
        if (!lasts)
            Log.ServerAway(logger, kind, server, reason);
        lasts = true;
    }

    /// <summary>The server can be used; does nothing when it could before.</summary>
    public void IsOver()
    {
        faults.Clear(Subject);
        if (lasts)
            Log.ServerBack(logger, kind, server);
        lasts = false;
    }
}
