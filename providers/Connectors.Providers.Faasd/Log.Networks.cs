using System.Net;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd;

/// <summary>What the networks of replicas report.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Debug, "Replica {Replica} has the address {Address}.")]
    public static partial void NetworkJoined(ILogger logger, string replica, IPAddress address);

    [LoggerMessage(LogLevel.Information, "The network of {Replica}, which does not exist any more, was removed.")]
    public static partial void LeftoverNetworkRemoved(ILogger logger, string replica);

    [LoggerMessage(LogLevel.Warning, "Something is left of the network of {Replica}; it is tried again at the next start.")]
    public static partial void LeftoverNetworkStays(ILogger logger, string replica, Exception cause);
}
