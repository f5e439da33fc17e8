using Connectors.Core.Queues;
using Connectors.Sdk.Apart;
using Connectors.Sdk.Hosting;
using Connectors.Sdk.Events;
using Connectors.Sdk.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Sdk.Tests.Apart;

public sealed class GatewayCatalogueTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_known_before_the_first_good_poll_and_whoever_asks_waits_for_it()
    {
        var ready = false;
        await using var gateway = await ScriptedGateway.StartAsync(context => (Volatile.Read(ref ready) ? Functions : ScriptedGateway.Says(503))(context));
        using var catalogue = Catalogue(gateway);
        await catalogue.StartAsync(Cancel);
        var list = catalogue.ListAsync(null, Cancel).AsTask();
        var one = catalogue.GetAsync(ScriptedGateway.Function, Cancel).AsTask();
        Assert.False(list.IsCompleted || one.IsCompleted);

        Volatile.Write(ref ready, true);

        Assert.Equal("echo", Assert.Single(await list).Name);
        Assert.NotNull(await one);
        await catalogue.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_gateway_that_tells_nothing_is_an_error_that_says_why()
    {
        await using var gateway = await ScriptedGateway.StartAsync(ScriptedGateway.Says(401, "invalid credentials"));
        using var catalogue = Catalogue(gateway);
        await catalogue.StartAsync(Cancel);

        var thrown = await Assert.ThrowsAsync<QueueUnavailableException>(async () => await catalogue.ListAsync(null, Cancel));

        Assert.Contains("credentials", thrown.Message, StringComparison.Ordinal);
        await catalogue.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_gateway_out_of_reach_is_an_error_that_says_how_to_name_another()
    {
        using var client = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:9/") };
        using var catalogue = new GatewayCatalogue(new GatewayAccess(client) { Remedy = "name it with --gateway" }, TimeSpan.FromMilliseconds(50), TimeProvider.System, NullLogger<GatewayCatalogue>.Instance);
        await catalogue.StartAsync(Cancel);

        var thrown = await Assert.ThrowsAsync<QueueUnavailableException>(async () => await catalogue.ListAsync(null, Cancel));

        Assert.Contains("http://127.0.0.1:9/ is out of reach", thrown.Message, StringComparison.Ordinal);
        Assert.EndsWith("; name it with --gateway", thrown.Message, StringComparison.Ordinal);
        await catalogue.StopAsync(Cancel);
    }

    [Fact]
    public async Task An_event_of_the_first_moments_is_not_taken_for_one_that_nobody_listens_to()
    {
        await using var gateway = await ScriptedGateway.StartAsync(ScriptedGateway.Says(503));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddGatewayApart(gateway.Access, TimeSpan.FromMilliseconds(100));
        builder.Services.AddConnectorHosting(new ConnectorHostSettings()).AddSingleton<IConnector>(ScriptedConnector.Idle("test"));
        using var host = builder.Build();
        await host.StartAsync(Cancel);
        var context = host.Services.GetRequiredService<ConnectorSet>().All.Single().Context;

        await Assert.ThrowsAsync<QueueUnavailableException>(async () => await context.DispatchAsync(new ConnectorEvent { Topic = "t" }, Cancel));
        await Assert.ThrowsAsync<QueueUnavailableException>(async () => await context.DispatchToAsync(ScriptedGateway.Function, new ConnectorEvent { Topic = "t" }, Cancel));
        await host.StopAsync(Cancel);
    }

    private static Task Functions(HttpContext context) => ScriptedGateway.Says(200, context.Request.Path.Value!.EndsWith("namespaces", StringComparison.Ordinal)
        ? """["openfaas-fn"]"""
        : """[{"name":"echo","namespace":"openfaas-fn","image":"echo"}]""")(context);

    private static GatewayCatalogue Catalogue(ScriptedGateway gateway) =>
        new(gateway.Access, TimeSpan.FromMilliseconds(100), TimeProvider.System, NullLogger<GatewayCatalogue>.Instance);
}
