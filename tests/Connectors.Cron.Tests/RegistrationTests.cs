using Connectors.Core.Changes;
using Connectors.Core.Checkpoints;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Cron.Tests.Support;
using Connectors.Sdk.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connectors.Cron.Tests;

/// <summary>Through the doors that a host uses: annotations in, invocations out.</summary>
public class RegistrationTests
{
    [Fact]
    public async Task A_deployed_schedule_reaches_the_queue()
    {
        var queue = new RecordingQueue();
        await using var services = new ServiceCollection()
            .AddSingleton<IFunctionCatalogue>(new OneFunction())
            .AddSingleton<IInvocationQueue>(queue)
            .AddSingleton<ICheckpointStore>(new InMemoryCheckpoints())
            .AddConnectorHosting(new ConnectorHostSettings())
            .AddCronConnector(new CronSettings())
            .BuildServiceProvider();
        var hosted = services.GetServices<IHostedService>().ToList();
        foreach (var service in hosted)
            await service.StartAsync(TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(() => queue.Stored is not null);
        foreach (var service in hosted)
            await service.StopAsync(TestContext.Current.CancellationToken);

        var stored = queue.Stored!;
        Assert.Equal(("report", "slow"), (stored.Function.Name, stored.Queue));
        Assert.Equal("cron", stored.Deduplication!.Value.Origin);
        Assert.StartsWith("report.openfaas-fn@* * * * * *@", stored.Deduplication.Value.Id, StringComparison.Ordinal);
        Assert.Equal(("cron-function", "cron"), (stored.Headers.First("X-Topic"), stored.Headers.First("X-Connector")));
    }

    [Fact]
    public void Every_invalid_setting_is_named()
    {
        Assert.Empty(new CronSettings().Faults());
        var wrong = new CronSettings
        {
            Timezone = "Mars/Olympus",
            Misfire = (Connectors.Cron.Misfires.MisfirePolicy)9,
            MisfireDeadline = TimeSpan.Zero,
            MisfireThreshold = TimeSpan.Zero,
        };

        Assert.Equal(
            ["cron.timezone", "cron.misfire", "cron.misfire-deadline", "cron.misfire-threshold"],
            wrong.Faults().Select(fault => fault.Split(' ')[0]));
    }

    private sealed class OneFunction : IFunctionCatalogue
    {
        private readonly FunctionStatus function = new()
        {
            Name = "report",
            Annotations = new Dictionary<string, string> { ["topic"] = "cron-function", ["schedule"] = "* * * * * *", ["com.openfaas.queue"] = "slow" },
        };

        public ChangeSignal Changes { get; } = new();

        public ValueTask<IReadOnlyList<FunctionStatus>> ListAsync(string? @namespace, CancellationToken cancellationToken) => new([function]);

        public ValueTask<FunctionStatus?> GetAsync(FunctionName name, CancellationToken cancellationToken) => new(function);
    }

    private sealed class RecordingQueue : IInvocationQueue
    {
        public volatile NewInvocation? Stored;

        public ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken)
        {
            Stored = invocation;
            return new(new EnqueueResult(CallId.New(), false, default));
        }

        public ValueTask<IReadOnlyList<IInvocationLease>> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
