using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd;

/// <summary>What the server of names reports.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "Functions cannot call the gateway by its name; they run all the same.")]
    public static partial void GatewayUnreachable(ILogger logger, Exception cause);

    [LoggerMessage(LogLevel.Debug, "A question for a name, or its answer, was lost: {Error}.")]
    public static partial void NameQueryLost(ILogger logger, SocketError error);
}
