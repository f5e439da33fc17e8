using Connectors.Cli.Commands;
using Connectors.Gateway;
using Connectors.Gateway.Tls;
using Microsoft.AspNetCore.Connections;

namespace Connectors.Cli.Composition;

/// <summary>Makes web servers that listen on one address and take no settings from anywhere else.</summary>
internal static class WebServers
{
    public static WebApplicationBuilder Create(ListenPoint listen, GatewaySettings settings, GatewayTls? tls = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            GatewayKestrel.ConfigureGatewayKestrel(kestrel, settings);
            GatewayKestrel.Listen(kestrel, listen.Address, tls);
        });
        HubLogging.AddTo(builder.Logging);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddGatewayTls(tls);
        return builder;
    }

    /// <exception cref="HubFailureException">Another program took the address meanwhile.</exception>
    public static async Task StartAsync(WebApplication application, ListenPoint listen, CancellationToken cancellationToken)
    {
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (IOException refused) when (refused.InnerException is AddressInUseException)
        {
            throw listen.Refused(refused);
        }
    }
}
