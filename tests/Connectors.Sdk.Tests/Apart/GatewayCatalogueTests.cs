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
        var time = new AwaitedTime();
        using var catalogue = Catalogue(gateway, time);
        await catalogue.StartAsync(Cancel);

        var thrown = await Assert.ThrowsAsync<QueueUnavailableException>(() => WaitedAsync(catalogue, time));

        Assert.Contains("credentials", thrown.Message, StringComparison.Ordinal);
        await catalogue.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_gateway_out_of_reach_is_an_error_that_says_how_to_name_another()
    {
        using var client = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:9/") };
        var time = new AwaitedTime();
        using var catalogue = new GatewayCatalogue(new GatewayAccess(client) { Remedy = "name it with --gateway" }, TimeSpan.FromMilliseconds(50), time, NullLogger<GatewayCatalogue>.Instance);
        await catalogue.StartAsync(Cancel);

        var thrown = await Assert.ThrowsAsync<QueueUnavailableException>(() => WaitedAsync(catalogue, time));

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

        // Each waits for as long as an event does.
        await Task.WhenAll(
            Assert.ThrowsAsync<QueueUnavailableException>(async () => await context.DispatchAsync(new ConnectorEvent { Topic = "t" }, Cancel)),
            Assert.ThrowsAsync<QueueUnavailableException>(async () => await context.DispatchToAsync(ScriptedGateway.Function, new ConnectorEvent { Topic = "t" }, Cancel)));
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task Being_stopped_while_a_poll_fails_is_the_end_and_no_failure()
    {
        await using var gateway = await ScriptedGateway.StartAsync(ScriptedGateway.Says(401));
        using var client = new HttpClient { BaseAddress = new Uri(gateway.Access.Name) };
        GatewayCatalogue? catalogue = null;
        var stopped = Task.CompletedTask;
        var access = new GatewayAccess(client)
        {
            LogInRefused = () =>
            {
                stopped = catalogue!.StopAsync(CancellationToken.None);
                return "log in";
            },
        };
        using var log = new LogLines();
        using (catalogue = new GatewayCatalogue(access, TimeSpan.FromMilliseconds(100), TimeProvider.System, log.For<GatewayCatalogue>()))
        {
            await catalogue.StartAsync(Cancel);

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => catalogue.ExecuteTask!);
            await stopped;
        }
        Assert.Empty(log.Entries);
    }

    [Fact]
    public async Task A_connection_that_is_not_made_in_time_is_told_from_an_answer_that_does_not_come()
    {
        using var unconnected = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(100),
            ConnectCallback = async (_, cancellation) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
                return Stream.Null;
            },
        })
        { BaseAddress = new Uri("http://127.0.0.1:9/") };
        await using var silent = await ScriptedGateway.StartAsync(
            context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default), TimeSpan.FromMilliseconds(1500));

        var away = await Assert.ThrowsAsync<QueueUnavailableException>(() => Ask(new GatewayAccess(unconnected) { Remedy = "name it with --gateway" }));
        var late = await Assert.ThrowsAsync<QueueUnavailableException>(() => Ask(silent.Access));

        Assert.Equal("http://127.0.0.1:9/ is out of reach: it took no connection in time; name it with --gateway", away.Message);
        Assert.Equal($"{silent.Access.Name} did not answer within 1.5s", late.Message);

        static async Task Ask(GatewayAccess access)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "system/namespaces");
            (await access.SendAsync(request, Cancel)).Dispose();
        }
    }

    private static Task Functions(HttpContext context) => ScriptedGateway.Says(200, context.Request.Path.Value!.EndsWith("namespaces", StringComparison.Ordinal)
        ? """["openfaas-fn"]"""
        : """[{"name":"echo","namespace":"openfaas-fn","image":"echo"}]""")(context);

    // Asks when a first poll has failed, and lets time pass until the answer is given up.
    private static async Task WaitedAsync(GatewayCatalogue catalogue, AwaitedTime time)
    {
        await time.PassAsync(Cancel);
        var list = catalogue.ListAsync(null, Cancel).AsTask();
        while (!list.IsCompleted)
            await time.PassAsync(Cancel);
        await list;
    }

    private static GatewayCatalogue Catalogue(ScriptedGateway gateway, TimeProvider? time = null) =>
        new(gateway.Access, TimeSpan.FromMilliseconds(100), time ?? TimeProvider.System, NullLogger<GatewayCatalogue>.Instance);
}
