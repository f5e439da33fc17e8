using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd;

/// <summary>What companions report.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Debug, "A connection by port {Port} to a companion was lost: {Error}.")]
    public static partial void PortConnectionLost(ILogger logger, int port, SocketError error);
}
