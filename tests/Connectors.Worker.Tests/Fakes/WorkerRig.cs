using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Worker.Callbacks;
using Connectors.Worker.Invocations;
using Connectors.Worker.Retries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Connectors.Worker.Tests.Fakes;

/// <summary>A worker as it is registered, with everything around it in the test's hands.</summary>
internal sealed class WorkerRig : IAsyncDisposable
{
    private ServiceProvider? provider;

    public WorkerSettings Worker { get; } = new() { Name = "test-worker" };

    public CallbackSettings Callback { get; } = new();

    public RetrySettings Retry { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.Zero };

    public FakeInvoker Invoker { get; } = new();

    public FakeCatalogue Catalogue { get; } = new();

    public FakeQueue Queue { get; } = new();

    public CollectorRegistry Registry { get; } = Prometheus.Metrics.NewCustomRegistry();

    /// <summary>What runs instead of the fake queue.</summary>
    public Action<IServiceCollection>? Configure { get; set; }

    public string? SpoolDirectory { get; set; }

    public T Get<T>() where T : notnull => Provider().GetRequiredService<T>();

    public InvocationRunner Runner => Get<InvocationRunner>();

    public CallbackSender Sender => Get<CallbackSender>();

    public IHostedLifecycleService Service => (IHostedLifecycleService)Provider().GetServices<IHostedService>().Single(service => service is WorkerService);

    public async Task<string> MetricsAsync()
    {
        var text = new MemoryStream();
        await Registry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>What a series shows; not a number when there is no such series.</summary>
    public double Gauge(string series)
    {
        var line = MetricsAsync().GetAwaiter().GetResult().Split('\n').FirstOrDefault(line => line.StartsWith(series + " ", StringComparison.Ordinal));
        return line is null ? double.NaN : double.Parse(line[series.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    public async Task RunAsync(FakeInvocationLease lease, CancellationToken abort = default)
    {
        await Runner.RunAsync(lease, abort).Soon();
        await lease.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (provider is not null)
            await provider.DisposeAsync();
    }

    private ServiceProvider Provider()
    {
        if (provider is not null)
            return provider;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(new Random(1));
        services.AddSingleton<IInvoker>(Invoker).AddSingleton<IFunctionCatalogue>(Catalogue).AddSingleton(Registry);
        services.AddSingleton<IInvocationQueue>(Queue).AddSingleton<ICallbackQueue>(Queue).AddSingleton<IQueueStatistics>(Queue);
        Configure?.Invoke(services);
        services.AddWorker(Worker, Callback, Retry, SpoolDirectory);
        return provider = services.BuildServiceProvider(validateScopes: true);
    }
}
