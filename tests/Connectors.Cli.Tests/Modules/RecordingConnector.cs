using Connectors.Sdk;
using Connectors.Sdk.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Cli.Tests.Modules;

/// <summary>What strangers' modules register here. The setting <c>as</c> is what the connector calls itself, <c>count</c> how many there are.</summary>
public sealed class RecordingConnector(string name) : IConnector
{
    public string Name => name;

    public static void Register(IServiceCollection services, ConnectorSection section)
    {
        var name = section.Text("as") ?? section.Name;
        if (section.Text("unreadable") is not null)
            section.Fault("unreadable", "is not readable; leave it out");
        if (section.Text("throw") is { } message)
            throw new NotSupportedException(message);
        var broken = section.Text("broken");
        switch (section.Text("count"))
        {
            case "0":
                break;
            case "2":
                services.AddSingleton<IConnector>(new RecordingConnector(name)).AddSingleton<IConnector>(new RecordingConnector(name));
                break;
            default:
                services.AddConnector(provider => broken is not null ? throw new NotSupportedException(broken) : new RecordingConnector(name));
                break;
        }
    }

    public Task RunAsync(IConnectorContext context, CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
}
