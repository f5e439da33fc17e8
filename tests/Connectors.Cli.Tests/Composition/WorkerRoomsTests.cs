using System.Collections.Concurrent;
using System.Text;
using Connectors.Cli.Composition;
using Connectors.Cli.Settings;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite;
using Connectors.Sdk.Apart;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Cli.Tests.Composition;

/// <summary>The rooms of <c>worker</c> on a queue in a file and a gateway that is a script.</summary>
public sealed class WorkerRoomsTests : IDisposable
{
    private const string Functions = """[{"name":"shout","namespace":"openfaas-fn","image":"any","replicas":1,"labels":{},"annotations":{"com.openfaas.retry.attempts":"2","com.openfaas.retry.min_wait":"0s"}}]""";
    private static readonly FunctionName Shout = new("shout", "openfaas-fn");
    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentQueue<string> credentials = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_call_is_taken_off_the_queue_and_run_through_the_gateway()
    {
        await using var gateway = await GatewayAsync(async context =>
        {
            credentials.Enqueue(context.Request.Headers.Authorization.ToString());
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            await context.Response.WriteAsync((await reader.ReadToEndAsync(Cancel)).ToUpperInvariant(), Cancel);
        });
        using var client = new HttpClient { BaseAddress = new Uri(gateway.Urls.Single()) };
        using var worker = Worker(client);
        await worker.StartAsync(Cancel);

        var record = await EndAsync(worker, await EnqueueAsync(worker));

        Assert.Equal(InvocationState.Succeeded, record.State);
        var result = await worker.Services.GetRequiredService<IInvocationRecords>().GetResultAsync(CallId.Parse(record.CallId), Cancel);
        using var text = new StreamReader(await result!.Body.OpenReadAsync(Cancel), Encoding.UTF8);
        Assert.Equal("HELLO", await text.ReadToEndAsync(Cancel));
        Assert.Equal("", Assert.Single(credentials));
        await worker.StopAsync(Cancel);
    }

    [Fact]
    public async Task The_functions_own_retries_count_from_the_first_call_on()
    {
        await using var gateway = await GatewayAsync(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        using var client = new HttpClient { BaseAddress = new Uri(gateway.Urls.Single()) };
        using var worker = Worker(client);
        var early = await EnqueueAsync(worker);
        await worker.StartAsync(Cancel);

        var record = await EndAsync(worker, early);

        Assert.Equal((InvocationState.Dead, 2), (record.State, record.Attempts.Count));
        await worker.StopAsync(Cancel);
    }

    [Fact]
    public async Task Nothing_is_taken_before_the_gateway_has_told_its_functions()
    {
        using var client = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:9/") };
        using var worker = Worker(client);
        var id = await EnqueueAsync(worker);
        using var stop = new CancellationTokenSource();
        var starting = worker.StartAsync(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        await worker.StopAsync(Cancel);
        Assert.Equal(InvocationState.Queued, (await worker.Services.GetRequiredService<IInvocationRecords>().GetAsync(id, Cancel))!.State);
    }

    private static async Task<WebApplication> GatewayAsync(RequestDelegate function)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var gateway = builder.Build();
        gateway.MapGet("/system/namespaces", () => Results.Text("""["openfaas-fn"]""", "application/json"));
        gateway.MapGet("/system/functions", () => Results.Text(Functions, "application/json"));
        gateway.MapPost("/function/shout.openfaas-fn", context =>
        {
            context.Response.Headers["X-Call-Id"] = context.Request.Headers["X-Call-Id"];
            return function(context);
        });
        await gateway.StartAsync(Cancel);
        return gateway;
    }

    private IHost Worker(HttpClient client)
    {
        var settings = SettingsLoader.Load(new Hub(TextWriter.Null).SettingTypes, new SettingSources { DataDirectory = folder.Path });
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddWorkerApart(
            settings, new GatewayAccess(client), services => services.AddSqliteQueue(settings.Get<QueueSettings>(), Directory.CreateDirectory(Path.Combine(folder.Path, "queue")).FullName));
        return builder.Build();
    }

    private static async Task<CallId> EnqueueAsync(IHost worker) =>
        (await worker.Services.GetRequiredService<IInvocationQueue>().EnqueueAsync(
            new NewInvocation { Queue = "faas-request", Function = Shout, Body = InvocationBody.FromMemory("hello"u8.ToArray()) }, Cancel)).CallId;

    private static async Task<InvocationRecord> EndAsync(IHost worker, CallId id)
    {
        var records = worker.Services.GetRequiredService<IInvocationRecords>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await records.GetAsync(id, Cancel) is not { State: InvocationState.Succeeded or InvocationState.Dead })
            await timer.WaitForNextTickAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        return (await records.GetAsync(id, Cancel))!;
    }
}
