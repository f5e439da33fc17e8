using System.Net.Http.Headers;
using System.Text;
using Connectors.Sdk.Apart;
using Connectors.Sdk.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Samples;

// FolderConnector <folder> <gateway> <data directory of the hub>
var secrets = Path.Combine(args[2], "secrets");
var login = $"{File.ReadAllText(Path.Combine(secrets, "basic-auth-user")).Trim()}:{File.ReadAllText(Path.Combine(secrets, "basic-auth-password")).Trim()}";
var gateway = new GatewayAccess(
    new HttpClient { BaseAddress = new Uri(args[1]) },
    new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(login))));

var builder = Host.CreateApplicationBuilder();
var settings = new ConnectorHostSettings();
builder.Services.AddGatewayApart(gateway, settings.RebuildInterval).AddConnectorHosting(settings);
builder.Services.AddSingleton(Directory.CreateDirectory(args[0]));
builder.Services.AddConnector<FolderConnector>();
await builder.Build().RunAsync();
