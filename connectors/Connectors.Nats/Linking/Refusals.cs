using System.Net.Sockets;
using Connectors.NatsLogIn;

namespace Connectors.Nats.Linking;

/// <summary>Why there is no connection, in words that say what to do.</summary>
internal static class Refusals
{
    public static string Of(Exception exception, LogInSettings settings)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return $"its host is unknown: check {settings.Address}";
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return $"nobody listens there: start it, or check {settings.Address}";
                case SocketException { SocketErrorCode: SocketError.TimedOut } or TimeoutException or OperationCanceledException:
                    return $"it did not answer in time: check {settings.Address}";
            }
        }
        return $"{exception.GetBaseException().Message.ReplaceLineEndings(" ").TrimEnd('.')}: check {settings.Address}";
    }
}
