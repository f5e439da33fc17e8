using System.Net;
using Connectors.Cli.Commands;
using Connectors.Cli.Settings;
using Connectors.Gateway;
using Connectors.Providers.Faasd;

namespace Connectors.Cli.Composition;

/// <summary>What a hub whose functions run in containers of its machine has beside its provider.</summary>
internal static class FaasdRooms
{
    /// <summary>Registers companions, and the way by which containers reach the gateway by name; nothing with other providers.</summary>
    public static void AddFaasdRooms(this IServiceCollection services, HubOptions options, string dataDirectory)
    {
        if (options.Settings.Get<ProviderSettings>().Name != ProviderSettings.Faasd)
            return;
        services.AddFaasdDoors(Doors(options));
        if (options.Companions is { Names.Count: > 0 } companions)
            services.AddFaasdCompanions(companions, dataDirectory);
    }

    // A gateway that asks nobody for credentials is for the machine alone.
    private static IEnumerable<IPEndPoint> Doors(HubOptions options)
    {
        var gateway = options.Settings.Get<GatewaySettings>();
        if (!options.NoAuth)
            yield return IPEndPoint.Parse(gateway.Listen);
        yield return IPEndPoint.Parse(gateway.MetricsListen);
    }
}
