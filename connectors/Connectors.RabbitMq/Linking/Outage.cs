using Connectors.Sdk;
using Microsoft.Extensions.Logging;

namespace Connectors.RabbitMq.Linking;

/// <summary>Tells that the server is away: a fault for as long as it is, a line in the log once. Not thread-safe.</summary>
internal sealed class Outage(ConnectorFaults faults, string server, ILogger logger)
{
    private const string Subject = "server";
    private bool lasts;

    public void Is(string reason)
    {
        faults.Set(Subject, $"the RabbitMQ server at {server} cannot be used: {reason}. It is tried again for ever");
        if (!lasts)
            Log.Away(logger, server, reason);
        lasts = true;
    }

    public void IsOver()
    {
        faults.Clear(Subject);
        if (lasts)
            Log.Back(logger, server);
        lasts = false;
    }
}
