using System.Text;
using Connectors.Sdk.Hosting;

namespace Connectors.Conformance.Sources;

/// <summary>
/// What every connector's tests stand on: a real source, functions, a queue that records. The suites beside it are written against the
/// promises alone; a connector inherits each and says in <see cref="StartSourceAsync"/> how its source is started. Time is real.
/// </summary>
public abstract class ConnectorConformance : IAsyncLifetime
{
    private const string Probe = "probe";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly List<ConnectorReplica> replicas = [];
    private readonly MemoryCheckpoints checkpoints = new();
    private ISourceUnderTest? source;

    protected ISourceUnderTest Source => source!;

    protected DeployedFunctions Functions { get; } = new();

    protected RecordingQueue Queue { get; } = new();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => source = await StartSourceAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas)
            await replica.DisposeAsync();
        if (source is not null)
            await source.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask<ISourceUnderTest> StartSourceAsync();

    protected async Task<ConnectorReplica> StartAsync(int replica = 0, ConnectorHostSettings? settings = null)
    {
        var started = await ConnectorReplica.StartAsync(Source, Functions, Queue, checkpoints, replica, settings);
        replicas.Add(started);
        return started;
    }

    /// <summary>Stops a replica as a process that ends.</summary>
    protected async Task EndAsync(ConnectorReplica replica)
    {
        replicas.Remove(replica);
        await replica.StopAsync();
        await replica.DisposeAsync();
    }

    /// <summary>Deploys a function and returns once events of the topic reach it.</summary>
    protected async Task ListenAsync(string function, string topics, string topic)
    {
        Functions.Deploy(function, topics);
        await ReachesAsync(function, topic);
    }

    /// <summary>Publishes probes until one has come to the function.</summary>
    protected async Task ReachesAsync(string function, string topic)
    {
        var before = Count();
        await EventuallyAsync(
            async () =>
            {
                await Source.PublishAsync(topic, Encoding.UTF8.GetBytes(Probe));
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
                return Count() > before;
            },
            () => $"no event of {topic} reached {function}");

        int Count() => Queue.Stored.Count(stored => stored.Function == function && stored.Text == Probe);
    }

    protected Task PublishAsync(string topic, string payload) => Source.PublishAsync(topic, Encoding.UTF8.GetBytes(payload));

    /// <summary>What a function was given, probes left out.</summary>
    protected IReadOnlyList<StoredEvent> Given(string function) => [.. Queue.Stored.Where(stored => stored.Function == function && stored.Text != Probe)];

    /// <summary>Waits until a function was given so many events.</summary>
    protected Task GivenAsync(string function, int count) => EventuallyAsync(
        () => Task.FromResult(Given(function).Count >= count), () => $"{function} was given {Given(function).Count} of {count}");

    /// <summary>Waits until a function was given each of these payloads, whatever else came.</summary>
    protected Task GivenAllAsync(string function, IReadOnlyCollection<string> payloads) => EventuallyAsync(
        () => Task.FromResult(Missing(function, payloads).Count == 0), () => $"{function} misses {string.Join(", ", Missing(function, payloads).Take(10))}");

    /// <summary>Waits until somebody has tried to store more than so often.</summary>
    protected Task TriedAsync(int moreThan) => EventuallyAsync(() => Task.FromResult(Queue.Attempts > moreThan), () => "nobody tried to store anything");

    protected void Requires(SourceFeatures feature) =>
        Assert.SkipUnless(Source.Features.HasFlag(feature), $"Sources of {Source.Connector} do not have {feature}.");

    protected async Task EventuallyAsync(Func<Task<bool>> condition, Func<string> sentence)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > Deadline)
                Assert.Fail($"{sentence()}. It logged:\n{string.Join('\n', replicas.SelectMany(replica => replica.Logged))}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }
    }

    private List<string> Missing(string function, IReadOnlyCollection<string> payloads) => [.. payloads.Except(Given(function).Select(given => given.Text))];
}
