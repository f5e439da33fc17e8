using System.Net;
using Connectors.Cli.Faults;
using Connectors.Core.Units;

namespace Connectors.Cli.Commands;

/// <summary>Reads <c>--mqtt-broker</c>.</summary>
internal static class MqttBrokerAddress
{
    public const string Flag = "--mqtt-broker";
    public const string Default = "127.0.0.1:1883";

    /// <returns>Null when it is not given, or wrong.</returns>
    public static IPEndPoint? Read(HubRequest request, List<Fault> faults)
    {
        if (request.MqttBroker is not { } text)
            return null;
        if (!IPEndPoint.TryParse(text, out var address) || address.Port == 0)
        {
            faults.Add(new Fault(Flag, PortText.Fault(text) is { } port ? $"'{text}' {port}" : $"'{text}' is not an address with a port; write for example {Default}"));
            return null;
        }
        if (request.NoAuth && !IPAddress.IsLoopback(address.Address))
            faults.Add(new Fault("--no-auth", $"is accepted on loopback only, but {Flag} says to listen on {text}; listen on 127.0.0.1, or leave --no-auth out"));
        return address;
    }
}
