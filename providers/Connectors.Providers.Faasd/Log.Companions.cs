using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd;

/// <summary>What companions report.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Debug, "A connection by port {Port} to a companion was lost: {Error}.")]
    public static partial void PortConnectionLost(ILogger logger, int port, SocketError error);

    [LoggerMessage(LogLevel.Information, "{Companions} services of the compose file are looked after; {Adopted} that run were adopted, {Removed} containers that cannot be used were removed")]
    public static partial void CompanionsStarted(ILogger logger, int companions, int adopted, int removed);

    [LoggerMessage(LogLevel.Information, "Service {Companion} runs at {Address}")]
    public static partial void CompanionRuns(ILogger logger, string companion, IPAddress address);

    [LoggerMessage(LogLevel.Information, "Service {Companion} waits for {Other}, on which it depends")]
    public static partial void CompanionWaits(ILogger logger, string companion, string other);

    [LoggerMessage(LogLevel.Warning, "Service {Companion} is not running: {Reason}. Next try in {Wait}")]
    public static partial void CompanionFailed(ILogger logger, string companion, string reason, TimeSpan wait);

    [LoggerMessage(LogLevel.Information, "Service {Companion} is not started again, as its restart says: {Reason}")]
    public static partial void CompanionEnded(ILogger logger, string companion, string reason);

    [LoggerMessage(LogLevel.Information, "Service {Companion} is gone")]
    public static partial void CompanionGone(ILogger logger, string companion);
}
