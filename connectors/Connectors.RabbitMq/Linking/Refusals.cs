using System.Net.Sockets;
using System.Security.Authentication;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Connectors.RabbitMq.Linking;

/// <summary>Why there is no connection, in a sentence that says what to do.</summary>
internal static class Refusals
{
    private const int NotAllowed = 530;

    public static string Of(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case LinkFilesException:
                    return cause.Message;
                case AuthenticationFailureException or PossibleAuthenticationFailureException:
                    return "it does not let us in: check rabbitmq.user and rabbitmq.password-file (guest may log in from the server's own machine only)";
                case OperationInterruptedException { ShutdownReason.ReplyCode: NotAllowed }:
                    return NoVirtualHost(Line(cause));
                case AuthenticationException:
                    return $"TLS fails ({Line(cause.GetBaseException())}): check rabbitmq.tls-ca-file and the name in rabbitmq.url";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return "its host is unknown: check rabbitmq.url";
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return "nobody listens there: start it, or check rabbitmq.url";
                case OperationCanceledException or TimeoutException:
                    return $"it did not answer within {LinkOptions.Patience.TotalSeconds:0} s: check rabbitmq.url";
            }
        }
        return Line(exception.GetBaseException());
    }

    /// <summary>Why a connection is over.</summary>
    public static string Of(ShutdownEventArgs told)
    {
        if (told.Exception is { } cause)
            return Of(cause);
        var line = told.ReplyText.ReplaceLineEndings(" ");
        return told.ReplyCode == NotAllowed ? NoVirtualHost(line) : $"it closed the connection ({line})";
    }

    private static string NoVirtualHost(string line) =>
        $"it does not let us into the virtual host ({line}): check the path of rabbitmq.url and the user's permissions";

    private static string Line(Exception exception) =>
        (exception is OperationInterruptedException { ShutdownReason: { } told } ? told.ReplyText : exception.Message).ReplaceLineEndings(" ");
}
