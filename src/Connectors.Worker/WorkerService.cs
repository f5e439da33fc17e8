using Connectors.Core.Queues;
using Connectors.Worker.Callbacks;
using Connectors.Worker.Invocations;
using Connectors.Worker.Leasing;
using Connectors.Worker.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Worker;

/// <summary>
/// The worker in a host. It drains as soon as the host begins to stop, before anything it needs (the gateway, the functions, the queue)
/// is stopped in its turn.
/// </summary>
internal sealed class WorkerService : IHostedLifecycleService, IDisposable
{
    private readonly WorkerSettings settings;
    private readonly QueueNumbers numbers;
    private readonly GoneSeries gone;
    private readonly TimeProvider time;
    private readonly ILogger<WorkerService> logger;
    private readonly LeaseLoop<TakenInvocation> invocations;
    private readonly ReplicaWatch replicas;
    private readonly LeaseLoop<ICallbackLease> callbacks;
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource abort = new();
    private readonly string name;
    private readonly Lock gate = new();
    private Task running = Task.CompletedTask;
    private Task? stopping;

    public WorkerService(
        WorkerSettings settings,
        CallbackSettings callbackSettings,
        IInvocationQueue queue,
        ICallbackQueue callbackQueue,
        InvocationRunner invocationRunner,
        CallbackRunner callbackRunner,
        QueueNumbers numbers,
        GoneSeries gone,
        FunctionLimits limits,
        ReplicaWatch replicas,
        QueuePatience patience,
        TimeProvider time,
        ILogger<WorkerService> logger)
    {
        this.settings = settings;
        this.numbers = numbers;
        this.gone = gone;
        this.replicas = replicas;
        this.time = time;
        this.logger = logger;
        name = settings.NameOrDefault;
        var taking = new InvocationTaking(queue, invocationRunner, limits, settings);
        invocations = new("invocations", settings.MaxInflight, taking.LeaseAsync, taking.RunAsync, patience, time, logger);
        callbacks = new("callbacks", callbackSettings.MaxInflight, (count, token) => callbackQueue.LeaseAsync(name, count, token), callbackRunner.RunAsync, patience, time, logger);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        running = Task.WhenAll(
            Task.Run(() => invocations.RunAsync(stop.Token, abort.Token), CancellationToken.None),
            Task.Run(() => callbacks.RunAsync(stop.Token, abort.Token), CancellationToken.None),
            Task.Run(() => numbers.RunAsync(stop.Token), CancellationToken.None),
            Task.Run(() => gone.RunAsync(stop.Token), CancellationToken.None),
            Task.Run(() => replicas.RunAsync(stop.Token), CancellationToken.None));
        logger.Started(name, settings.MaxInflight);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => DrainOnceAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => DrainOnceAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        stop.Dispose();
        abort.Dispose();
        invocations.Dispose();
        callbacks.Dispose();
    }

    private Task DrainOnceAsync(CancellationToken hurry)
    {
        lock (gate)
            return stopping ??= DrainAsync(hurry);
    }

    private async Task DrainAsync(CancellationToken hurry)
    {
        logger.Draining(name, settings.GracePeriod);
        await stop.CancelAsync();
        using var grace = new CancellationTokenSource(settings.GracePeriod, time);
        await using var whenOver = grace.Token.Register(abort.Cancel);
        await using var whenHurried = hurry.Register(abort.Cancel);
        await running;
        logger.Stopped(name);
    }
}
