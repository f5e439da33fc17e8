using Connectors.Sdk.Apart;
using Connectors.Sdk.Hosting;
using Microsoft.Extensions.Hosting;
using Samples;

// FolderConnector <folder> <gateway> <data directory of the hub>
var builder = Host.CreateApplicationBuilder();
var settings = new ConnectorHostSettings();
builder.Services.AddGatewayApart(GatewayAccess.LoggedIn(new Uri(args[1]), Path.Combine(args[2], "secrets")), settings.RebuildInterval);
builder.Services.AddConnectorHosting(settings).AddConnectorModule(new FolderModule(), ("path", args[0]));
await builder.Build().RunAsync();
