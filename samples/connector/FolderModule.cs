using Connectors.Sdk.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Samples;

/// <summary>By this the connector runs in a hub, with the settings section <c>folder: { path: … }</c>.</summary>
internal sealed class FolderModule : IConnectorModule
{
    public string Name => "folder";

    public void Register(IServiceCollection services, ConnectorSection section)
    {
        var root = new DirectoryInfo(section.ResolvePath(section.Required("path", "/var/inbox")));
        services.AddConnector(provider => new FolderConnector(root, provider.GetRequiredService<TimeProvider>()));
    }
}
