using System.Net;
using Connectors.Core.Queues;
using Connectors.Worker.Callbacks;
using Connectors.Worker.Invocations;
using Connectors.Worker.Leasing;
using Connectors.Worker.Metrics;
using Connectors.Worker.Retries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Connectors.Worker;

/// <summary>The worker's door.</summary>
public static class WorkerRegistration
{
    /// <summary>
    /// Runs a worker in this host: it takes invocations and callbacks off the queue while the host runs, and drains when it stops.
    /// Needs in the container: <see cref="IInvocationQueue"/>, <see cref="ICallbackQueue"/>, <see cref="IQueueStatistics"/>,
    /// <see cref="Core.Invocations.IInvoker"/>, <see cref="Core.Providers.IFunctionCatalogue"/>, <see cref="Prometheus.CollectorRegistry"/>,
    /// logging; <see cref="TimeProvider"/> is the system's unless there is another.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="worker">Validated settings.</param>
    /// <param name="callback">Validated settings.</param>
    /// <param name="retry">Validated settings.</param>
    /// <param name="spoolDirectory">An existing folder for answers above 1 MiB while they are stored; null: the system's for temporary files.</param>
    public static IServiceCollection AddWorker(
        this IServiceCollection services, WorkerSettings worker, CallbackSettings callback, RetrySettings retry, string? spoolDirectory = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton<ResolveHost>(Dns.GetHostAddressesAsync);
        services.TryAddSingleton(callback.ToAllowList());
        services.AddSingleton(worker).AddSingleton(callback).AddSingleton(retry);
        services.AddSingleton(new SpoolDirectory(spoolDirectory ?? Path.GetTempPath()));
        services.AddSingleton<QueuePatience>().AddSingleton<WorkerMetrics>().AddSingleton<QueueNumbers>().AddSingleton<GoneSeries>();
        services.AddSingleton(provider => new FunctionLimits(
            worker.MaxInflight, worker.MaxInflightPerFunction, provider.GetRequiredService<WorkerMetrics>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ReplicaWatch>();
        services.AddSingleton<FunctionRetryPolicies>().AddSingleton<LeaseEnding>().AddSingleton<QueuedCall>().AddSingleton<InvocationRunner>();
        services.AddSingleton<CallbackConnection>().AddSingleton<CallbackSecrets>().AddSingleton<CallbackVerdict>();
        services.AddSingleton<CallbackSender>().AddSingleton<CallbackRunner>();
        services.AddHostedService<WorkerService>();
        // The host must not lose patience before the worker does.
        services.PostConfigure<HostOptions>(options =>
        {
            var needed = worker.GracePeriod + TimeSpan.FromSeconds(10);
            options.ShutdownTimeout = options.ShutdownTimeout > needed ? options.ShutdownTimeout : needed;
        });
        return services;
    }

    /// <summary>
    /// What only reading files tells about the settings, one sentence each: a signing secret or a file of authorities that is missing, empty or unreadable.
    /// For a host that reports the faults of all its rooms at once.
    /// </summary>
    /// <param name="callback">Settings whose paths are absolute.</param>
    public static IReadOnlyList<string> Faults(CallbackSettings callback)
    {
        List<string> faults = [];
        if (Fault(() => new CallbackSecrets(callback).Current()) is { } unsigned)
            faults.Add($"callback.secret-file '{callback.SecretFile}' cannot be used: {unsigned}; write the secret into it, or leave the setting out");
        if (Fault(() => CallbackTrust.Of(callback)) is { } untrusted)
            faults.Add($"callback.ca-file '{callback.CaFile}' cannot be used: {untrusted}; write certificates there in PEM form, which begin with -----BEGIN CERTIFICATE-----");
        return faults;

        static string? Fault(Func<object?> read)
        {
            try
            {
                _ = read();
                return null;
            }
            catch (IOException exception)
            {
                return exception.Message.TrimEnd('.');
            }
        }
    }

    /// <summary>
    /// Counts what is accepted into the registered queue as <c>queue_worker_messages_submitted_total</c>. Call it after the queue's own
    /// registration, wherever something is enqueued; a worker alone does not need it.
    /// </summary>
    /// <exception cref="InvalidOperationException">No queue is registered yet.</exception>
    public static IServiceCollection AddSubmissionCounting(this IServiceCollection services)
    {
        var queue = services.LastOrDefault(service => service.ServiceType == typeof(IInvocationQueue) && !service.IsKeyedService)
            ?? throw new InvalidOperationException("Register the queue before its submissions are counted.");
        services.Remove(queue);
        // Under a key the container still makes and closes the queue itself, whichever way it was registered.
        services.Add(queue switch
        {
            { ImplementationInstance: { } instance } => new ServiceDescriptor(typeof(IInvocationQueue), Uncounted, instance),
            { ImplementationFactory: { } factory } => new ServiceDescriptor(typeof(IInvocationQueue), Uncounted, (provider, _) => factory(provider), queue.Lifetime),
            _ => new ServiceDescriptor(typeof(IInvocationQueue), Uncounted, queue.ImplementationType!, queue.Lifetime),
        });
        return services.AddSingleton<IInvocationQueue>(provider => new CountedInvocationQueue(
            provider.GetRequiredKeyedService<IInvocationQueue>(Uncounted), provider.GetRequiredService<Prometheus.CollectorRegistry>()));
    }

    private const string Uncounted = "uncounted";
}
