using System.Collections.Concurrent;
using Connectors.Core.Checkpoints;
using Connectors.Core.Providers;
using Connectors.Sdk.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectors.Conformance.Sources;

/// <summary>One process' worth of the hub with the connector in it: the real hosting over functions and a queue that replicas share.</summary>
public sealed class ConnectorReplica : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly HttpClient client = new();

    private ConnectorReplica(WebApplication application) => this.application = application;

    public ConcurrentQueue<string> Logged { get; private init; } = [];

    public static async Task<ConnectorReplica> StartAsync(
        ISourceUnderTest source, DeployedFunctions functions, RecordingQueue queue, ICheckpointStore checkpoints, int replica = 0, ConnectorHostSettings? settings = null)
    {
        var logged = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(new LoggedLines(logged));
        // Who looks at /system/topics again and again must not bury what the connector says.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IFunctionCatalogue>(functions).AddSingleton<Core.Queues.IInvocationIntake>(queue).AddSingleton(checkpoints);
        builder.Services.AddConnectorHosting(settings ?? new ConnectorHostSettings());
        source.AddConnector(builder.Services, replica);
        var application = builder.Build();
        application.MapConnectors();
        await application.StartAsync();
        return new ConnectorReplica(application) { Logged = logged };
    }

    /// <summary>The answer of <c>GET /system/topics</c>.</summary>
    public Task<string> TopicsAsync() =>
        client.GetStringAsync(new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/system/topics"));

    /// <summary>An orderly stop.</summary>
    public Task StopAsync() => application.StopAsync();

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await application.DisposeAsync();
    }
}
