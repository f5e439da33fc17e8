using System.Net;
using Connectors.Cli.Faults;
using Connectors.Cli.Settings;

namespace Connectors.Cli.Commands;

/// <summary>Reads <c>address:port</c>.</summary>
internal static class ListenAddress
{
    private const string Key = "gateway.listen";

    /// <summary>Why <c>--no-auth</c> cannot be granted; null when the gateway listens on loopback.</summary>
    public static Fault? FaultOfNoAuth(LoadedSettings settings)
    {
        var listen = settings.Text(Key);
        return listen is null || IsLoopback(listen)
            ? null
            : new Fault("--no-auth", $"is accepted on loopback only, but {settings.OriginOf(Key) ?? Key} says to listen on {listen}; listen on 127.0.0.1, or leave --no-auth out");
    }

    /// <summary>True for <c>127.0.0.0/8</c>, <c>[::1]</c> and <c>localhost</c>, with or without scheme and port; false for all else, also for what cannot be read.</summary>
    public static bool IsLoopback(string listen)
    {
        var text = listen.Contains("://", StringComparison.Ordinal) ? listen : $"http://{listen}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
            return false;
        return url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }
}
