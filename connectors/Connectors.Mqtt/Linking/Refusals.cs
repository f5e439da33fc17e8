using System.Net.Sockets;
using System.Security.Authentication;
using MQTTnet;
using MQTTnet.Exceptions;

namespace Connectors.Mqtt.Linking;

/// <summary>Why there is no connection, in a sentence that says what to do.</summary>
internal static class Refusals
{
    public static string Of(MqttClientConnectResultCode code, string? reason) => code switch
    {
        MqttClientConnectResultCode.BadUserNameOrPassword or MqttClientConnectResultCode.NotAuthorized or MqttClientConnectResultCode.Banned or MqttClientConnectResultCode.BadAuthenticationMethod =>
            $"it does not let us in ({Words(code, reason)}): check mqtt.user and mqtt.password-file",
        MqttClientConnectResultCode.UnsupportedProtocolVersion => "it does not speak the version of MQTT that mqtt.protocol says: set it to 3.1.1, or to 5",
        // A server of before MQTT 5 answers in its own version: 1, "unacceptable protocol version".
        (MqttClientConnectResultCode)1 => "it speaks no MQTT 5: set mqtt.protocol to 3.1.1",
        MqttClientConnectResultCode.ClientIdentifierNotValid => "it does not accept the client id: set mqtt.client-id",
        _ => $"it refuses the connection ({Words(code, reason)})",
    };

    public static string Of(MqttClientDisconnectReason reason, string? sentence, Exception? cause) => reason switch
    {
        MqttClientDisconnectReason.SessionTakenOver => "another client took over our client id: give every replica an mqtt.client-id of its own",
        MqttClientDisconnectReason.NotAuthorized => "it does not let us in any more: check mqtt.user and mqtt.password-file",
        MqttClientDisconnectReason.ServerShuttingDown => "it shuts down",
        _ when cause is not null => Of(cause),
        // Some servers close without a word also when another takes over.
        MqttClientDisconnectReason.NormalDisconnection or MqttClientDisconnectReason.UnspecifiedError =>
            "it closed the connection, because it ends, or because another client came with our client id: give every replica an mqtt.client-id of its own",
        _ => $"it closed the connection ({(string.IsNullOrEmpty(sentence) ? reason.ToString() : sentence)})",
    };

    public static string Of(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case LinkFilesException:
                    return cause.Message;
                case AuthenticationException:
                    return $"TLS fails ({Line(cause.GetBaseException())}): check mqtt.tls-ca-file, the name in mqtt.url and mqtt.tls-cert-file";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return "its host is unknown: check mqtt.url";
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return "nobody listens there: start it, or check mqtt.url";
                case MqttProtocolViolationException:
                    return $"what it says is not MQTT of the version that was asked for ({Line(cause)}): check mqtt.url and mqtt.protocol";
            }
        }
        return exception is OperationCanceledException or MqttCommunicationTimedOutException or TimeoutException
            ? $"it did not answer within {LinkOptions.Patience.TotalSeconds:0} s"
            : Line(exception.GetBaseException());
    }

    private static string Words(MqttClientConnectResultCode code, string? reason) => string.IsNullOrEmpty(reason) ? code.ToString() : reason;

    private static string Line(Exception exception) => exception.Message.ReplaceLineEndings(" ");
}
