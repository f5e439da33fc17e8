using System.Collections.Concurrent;
using System.Text;
using Connectors.Conformance.Queues;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Invocations;
using Connectors.Queues.JetStream.Records;
using Connectors.TestServers.Nats;

namespace Connectors.Queues.JetStream.Tests;

/// <summary>A nats-server, and as many processes' worth of queues on it as a test wants. What they log is kept.</summary>
internal sealed class Rig(NatsServer server) : IAsyncDisposable
{
    public static readonly FunctionName Shout = new("shout", "openfaas-fn");

    private readonly List<JetStreamStore> stores = [];

    public NatsServer Server => server;

    public JetStreamQueueSettings Own { get; init; } = new();

    public QueueSettings Common { get; init; } = new() { AckWait = TimeSpan.FromSeconds(1) };

    public ConcurrentQueue<string> Logged { get; } = new();

    public static async Task<Rig> StartAsync(string? configuration = null, JetStreamQueueSettings? own = null, QueueSettings? common = null) =>
        new(await NatsServer.StartAsync(configuration)) { Own = own ?? new(), Common = common ?? new() { AckWait = TimeSpan.FromSeconds(1) } };

    public async Task<JetStreamStore> OpenAsync(JetStreamQueueSettings? own = null, TimeProvider? time = null)
    {
        var store = await JetStreamStore.OpenAsync(own ?? Own, Common, LinkOptions.Of(server.Url, own ?? Own), time ?? TimeProvider.System, new KeepingLogger(Logged));
        stores.Add(store);
        return store;
    }

    public static NewInvocation Call(string body = "hello", string function = "shout") => new()
    {
        Queue = "faas-request",
        Function = new FunctionName(function, "openfaas-fn"),
        Body = InvocationBody.FromMemory(Encoding.UTF8.GetBytes(body)),
    };

    public static async Task<CallId> EnqueueAsync(JetStreamStore store, NewInvocation? call = null) =>
        (await new JetStreamInvocationQueue(store).EnqueueAsync(call ?? Call(), TestContext.Current.CancellationToken)).CallId;

    public static async Task<IReadOnlyList<IInvocationLease>> LeaseAsync(JetStreamStore store, int count, string worker = "w")
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        return await new JetStreamInvocationQueue(store).LeaseAsync(new LeaseRequest { Worker = worker, Count = count, Limits = new FunctionLimits() }, deadline.Token);
    }

    public static async Task<IInvocationLease> LeaseOneAsync(JetStreamStore store, string worker = "w") => (await LeaseAsync(store, 1, worker))[0];

    public static async Task<bool> CompleteAsync(IInvocationLease lease, string answer = "HELLO") => await lease.EndAsync(
        new AttemptOutcome.Completed(
            new AttemptReport(TimeProvider.System.GetUtcNow(), 0.1, 200, null),
            new FunctionResult { Status = 200, Body = InvocationBody.FromMemory(Encoding.UTF8.GetBytes(answer)) }),
        TestContext.Current.CancellationToken);

    public static async Task<InvocationRecord> RecordAsync(JetStreamStore store, CallId id) =>
        await new JetStreamInvocationRecords(store).GetAsync(id, TestContext.Current.CancellationToken) ?? throw new InvalidOperationException($"no record of {id}");

    public static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in stores)
            await store.DisposeAsync();
        await server.DisposeAsync();
    }
}
