using System.Diagnostics;
using Connectors.Core.Checkpoints;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Sdk.Hosting;
using Connectors.Sdk.Topics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectors.Sdk.Tests.Support;

/// <summary>The real hosting on a real server, over a catalogue and a queue in memory.</summary>
internal sealed class Hub : IAsyncDisposable
{
    private readonly WebApplication application;

    private Hub(WebApplication application, FakeCatalogue catalogue, FakeQueue queue)
    {
        this.application = application;
        Catalogue = catalogue;
        Queue = queue;
    }

    public FakeCatalogue Catalogue { get; }

    public FakeQueue Queue { get; }

    public TopicMap Topics => application.Services.GetRequiredService<TopicMap>();

    public Uri Address => new(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public IServiceProvider Services => application.Services;

    public IConnectorContext Context(string connector) => Hosted(connector).Context;

    public HostedConnector Hosted(string connector) =>
        application.Services.GetRequiredService<ConnectorSet>().All.Single(hosted => hosted.Connector.Name == connector);

    public static async Task<Hub> StartAsync(Action<IServiceCollection> connectors, ConnectorHostSettings? settings = null, Action<FakeCatalogue>? prepare = null, IInvoker? invoker = null)
    {
        var catalogue = new FakeCatalogue();
        var queue = new FakeQueue();
        prepare?.Invoke(catalogue);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IFunctionCatalogue>(catalogue).AddSingleton<IInvocationQueue>(queue).AddSingleton<ICheckpointStore>(new NoCheckpoints());
        if (invoker is not null)
            builder.Services.AddSingleton(invoker);
        builder.Services.AddConnectorHosting(settings ?? new ConnectorHostSettings());
        connectors(builder.Services);
        var application = builder.Build();
        application.MapConnectors();
        await application.StartAsync();
        return new Hub(application, catalogue, queue);
    }

    public Task StopAsync() => application.StopAsync();

    public ValueTask DisposeAsync() => application.DisposeAsync();

    public static async Task EventuallyAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(20))
                Assert.Fail("The condition did not become true in 20 s.");
            await Task.Delay(5);
        }
    }
}
