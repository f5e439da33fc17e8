using System.Net;
using Connectors.Cli.Commands;
using Connectors.Gateway;
using Connectors.Providers.Faasd;

namespace Connectors.Cli.Composition;

/// <summary>What a hub has beside functions in containers of its machine.</summary>
internal static class FaasdRooms
{
    /// <summary>Registers companions; nothing where there are none.</summary>
    public static void AddCompanions(this IServiceCollection services, HubOptions options, string dataDirectory)
    {
        if (options.Companions is not { Names.Count: > 0 } companions)
            return;
        services.AddFaasdCompanions(companions, dataDirectory);
        // One of them may be who collects the hub's numbers, which nobody is asked for credentials for.
        var metrics = IPEndPoint.Parse(options.Settings.Get<GatewaySettings>().MetricsListen);
        if (metrics.Port > 0 && IPAddress.IsLoopback(metrics.Address))
            services.AddGatewayForFunctions(metrics);
    }
}
