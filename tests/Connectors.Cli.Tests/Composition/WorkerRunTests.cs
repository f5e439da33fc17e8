using System.Collections.Concurrent;
using Connectors.Cli.Commands;
using Connectors.Cli.Composition;
using Connectors.Cli.Settings;
using Connectors.Cli.Tests.Operating;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Cli.Tests.Composition;

/// <summary>A whole run of <c>worker</c>, on a queue that the test shares with it.</summary>
public sealed class WorkerRunTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly Lines output = new();
    private ServiceProvider store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
        services.AddSqliteQueue(new QueueSettings(), Directory.CreateDirectory(Path.Combine(folder.Path, "queue")).FullName);
        store = services.BuildServiceProvider();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await output.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task It_works_the_queue_off_serves_metrics_and_ends_when_asked()
    {
        folder.Write("data/secrets/basic-auth-user", "admin");
        folder.Write("data/secrets/basic-auth-password", "secret");
        await using var gateway = await GatewayAsync();
        gateway.On("POST /function/shout.openfaas-fn", 200, "HELLO");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = Run(gateway.Address, new() { ["CONNECTORS_GATEWAY__METRICS_LISTEN"] = "127.0.0.1:0" }).RunAsync(stop.Token);
        Assert.Equal($"Connectors worker runs and calls functions through {gateway.Address}", await output.NextAsync());

        var id = await EnqueueAsync();
        var record = await EndedAsync(id);
        await stop.CancelAsync();

        Assert.Equal(0, await running);
        // The script gives no call id, as no gateway does: such an answer is not taken for the function's.
        Assert.Contains("without a call id", record.Attempts[0].Error);
        var calls = gateway.Asked.Zip(gateway.Credentials).ToLookup(call => call.First.StartsWith("POST", StringComparison.Ordinal), call => call.Second);
        Assert.All(calls[true], credentials => Assert.Equal("", credentials));
        Assert.All(calls[false], credentials => Assert.StartsWith("Basic ", credentials));
    }

    [Fact]
    public async Task Credentials_that_change_are_shown_from_then_on()
    {
        folder.Write("data/secrets/basic-auth-user", "admin");
        folder.Write("data/secrets/basic-auth-password", "old");
        await using var gateway = await GatewayAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = Run(gateway.Address, new() { ["CONNECTORS_CONNECTORS__REBUILD_INTERVAL"] = "100ms" }).RunAsync(stop.Token);
        await output.NextAsync();
        folder.Write("data/secrets/basic-auth-password", "new");

        var shown = $"Basic {Convert.ToBase64String("admin:new"u8)}";
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (gateway.Credentials.Last() != shown)
            await timer.WaitForNextTickAsync(Cancel);

        await stop.CancelAsync();
        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task Being_stopped_while_the_gateway_is_away_is_no_failure()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = Run(new Uri("http://127.0.0.1:9/"), []).RunAsync(stop.Token);
        await stop.CancelAsync();
        Assert.Equal(0, await running);
    }

    private static async Task<ScriptedGateway> GatewayAsync() => (await ScriptedGateway.StartAsync())
        .On("GET /system/namespaces", 200, """["openfaas-fn"]""")
        .On("GET /system/functions?namespace=openfaas-fn", 200, """[{"name":"shout","namespace":"openfaas-fn","image":"any","labels":{},"annotations":{}}]""");

    private WorkerRun Run(Uri gateway, Dictionary<string, string> environment)
    {
        var data = Path.Combine(folder.Path, "data");
        var settings = SettingsLoader.Load(new Hub(TextWriter.Null).SettingTypes, new SettingSources { DataDirectory = data, Environment = environment });
        var options = new HubOptions { Role = HubRole.Worker, DataDirectory = data, Settings = settings, Gateway = gateway };
        return new WorkerRun(options, output, services => services
            .AddSingleton(store.GetRequiredService<IInvocationQueue>()).AddSingleton(store.GetRequiredService<ICallbackQueue>()).AddSingleton(store.GetRequiredService<IQueueStatistics>()));
    }

    private async Task<CallId> EnqueueAsync() => (await store.GetRequiredService<IInvocationQueue>().EnqueueAsync(
        new NewInvocation { Queue = "faas-request", Function = new FunctionName("shout", "openfaas-fn") }, Cancel)).CallId;

    private async Task<InvocationRecord> EndedAsync(CallId id)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            if (await store.GetRequiredService<IInvocationRecords>().GetAsync(id, Cancel) is { State: InvocationState.Retrying } record)
                return record;
            await timer.WaitForNextTickAsync(Cancel);
        }
    }

    private sealed class Lines : StringWriter
    {
        private readonly BlockingCollection<string> lines = [];

        public override Task WriteLineAsync(string? value)
        {
            lines.Add(value ?? "", Cancel);
            return Task.CompletedTask;
        }

        public Task<string> NextAsync() => Task.Run(() => lines.TryTake(out var line, 30_000, Cancel) ? line : "nothing was printed");

        protected override void Dispose(bool disposing)
        {
            lines.Dispose();
            base.Dispose(disposing);
        }
    }
}
