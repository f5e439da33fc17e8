using System.Net;
using System.Net.Sockets;

namespace Connectors.Watchdog.Configuration;

/// <summary>Reads all that a watchdog which is a program of its own takes from its environment.</summary>
internal static class ProgramConfiguration
{
    private const int DefaultPort = 8080;

    /// <summary>The whole options; the program's environment is the watchdog's own.</summary>
    /// <param name="environment">The watchdog's own environment.</param>
    /// <param name="named">Whose mode is meant when <c>mode</c> names none.</param>
    /// <param name="remark">Told what could not be read and what is used instead.</param>
    /// <exception cref="WatchdogStartException">Something is wrong that has no default.</exception>
    public static WatchdogOptions Read(IReadOnlyDictionary<string, string> environment, WatchdogPersonality named, Action<string> remark)
    {
        var variables = new FunctionVariables(environment, remark);
        var mode = FunctionMode.Find(variables.Text("mode"), named)
            ?? throw new WatchdogStartException($"mode '{variables.Text("mode")}' is not known: set mode to {FunctionMode.Known}.");
        var options = FunctionConfiguration.Read(variables, mode, TimeSpan.Zero);
        if (mode.Personality is WatchdogPersonality.OfWatchdog && options.WriteTimeout == TimeSpan.Zero)
            throw new WatchdogStartException("write_timeout is 0: set it to how long an answer may take, for example 30s.");
        return options with
        {
            Environment = environment,
            Listen = new IPEndPoint(AnyAddress, variables.Number("port", DefaultPort, static port => port is > 0 and <= IPEndPoint.MaxPort, "a port of 1 to 65535")),
            DrainDelay = variables.Duration("healthcheck_interval", options.WriteTimeout, TimeSpan.Zero),
            PrefixLogs = variables.Flag("prefix_logs", true),
        };
    }

    // Takes IPv4 callers too.
    private static IPAddress AnyAddress => Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
}
