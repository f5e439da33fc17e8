using System.Collections.Concurrent;
using Connectors.Core.Functions;
using Connectors.Core.Queues;
using Connectors.Gateway.Metrics;
using Connectors.Gateway.Scaling;
using Connectors.Gateway.Scaling.Deciding;
using Connectors.Gateway.Scaling.Loads;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Gateway.Tests.Scaling.Deciding;

/// <summary>Rounds of one gateway, one at a time, on functions and a queue in memory.</summary>
internal sealed class RoundRig : ILoggerFactory
{
    private readonly ScalingRound round;

    public RoundRig(MemoryProvider? provider = null, FakeTimeProvider? time = null, ScalingSettings? settings = null, ILoadSource? first = null)
    {
        (Provider, Time, settings) = (provider ?? new(), time ?? new(), settings ?? new());
        var registry = Prometheus.Metrics.NewCustomRegistry();
        Traffic = new FunctionTraffic(new InvocationMetrics(new FunctionRegistry(registry, HttpMetricNames.OfGateway)), Time);
        Holds = new ManualHolds(settings, Time);
        Functions = new ScaledFunctions(Time);
        ILoadSource[] sources = [.. first is null ? (ILoadSource[])[] : [first], new OwnTraffic(Traffic, Time), new UsageLoad(Provider), new QueueLoad(Queue)];
        var changes = new ReplicaChanges(Provider, new ScalingMetrics(new FunctionRegistry(registry, HttpMetricNames.OfGateway)), new Logger<ReplicaChanges>(this));
        var scaler = new FunctionScaler(Provider, Traffic, changes, Holds, settings, new Logger<FunctionScaler>(this));
        round = new ScalingRound(Provider, sources, Functions, scaler, new Logger<ScalingRound>(this));
    }

    public MemoryProvider Provider { get; }

    public FakeTimeProvider Time { get; }

    public FunctionTraffic Traffic { get; }

    public ManualHolds Holds { get; }

    public ScaledFunctions Functions { get; }

    public SetStatistics Queue { get; } = new();

    public LogLines Log { get; } = new();

    public static FunctionName Name(string name) => new(name, "openfaas-fn");

    public ScaledFunction this[string name] => Functions.Find(Name(name))!;

    /// <param name="name">Bare.</param>
    /// <param name="replicas">Wanted and ready.</param>
    /// <param name="labels">Without their prefix.</param>
    public void Deploy(string name, int replicas, params (string Label, string Value)[] labels) => Provider.Add(
        new FunctionStatus { Name = name, Image = "any", Labels = labels.ToDictionary(one => ScalingLabels.Prefix + one.Label, one => one.Value) },
        [.. Enumerable.Range(0, replicas).Select(number => new Uri($"http://replica-{number}/"))]);

    /// <summary>Calls that begin and end at once.</summary>
    public void Call(string name, int times)
    {
        for (var i = 0; i < times; i++)
            Traffic.Of(Name(name)).Begin().Dispose();
    }

    /// <summary>Lets time pass and looks once.</summary>
    /// <returns>How many replicas are wanted after it.</returns>
    public async Task<int> AfterAsync(TimeSpan pause, string name)
    {
        Time.Advance(pause);
        await round.RunAsync(TestContext.Current.CancellationToken);
        return (await Provider.GetAsync(Name(name), TestContext.Current.CancellationToken))?.Replicas ?? -1;
    }

    public ILogger CreateLogger(string categoryName) => Log;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    /// <summary>The numbers of one queue, as the test sets them.</summary>
    internal sealed class SetStatistics : IQueueStatistics
    {
        public ConcurrentDictionary<string, FunctionQueueStatus> Functions { get; } = new();

        public int? Consumers { get; set; } = 1;

        public bool Paused { get; set; }

        public bool IsAway { get; set; }

        public void Set(string name, long pending, long running = 0, bool paused = false) =>
            Functions[name] = new FunctionQueueStatus(name, "openfaas-fn", paused, pending, running, Delayed: 7, Dead: 9);

        public ValueTask<IReadOnlyList<QueueStatus>> GetAsync(CancellationToken cancellationToken) => IsAway
            ? throw new QueueUnavailableException("the queue is away")
            : new([
                new QueueStatus
                {
                    Queue = "faas-request", Paused = Paused, Pending = 0, Running = 0, Delayed = 0, Dead = 0, CallbacksPending = 0, OldestPendingSeconds = 0,
                    Consumers = Consumers, Functions = [.. Functions.Values],
                },
            ]);
    }
}
