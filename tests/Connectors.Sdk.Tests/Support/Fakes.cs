using System.Collections.Concurrent;
using Connectors.Core.Changes;
using Connectors.Core.Checkpoints;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Queues;

namespace Connectors.Sdk.Tests.Support;

internal sealed class FakeCatalogue : IFunctionCatalogue
{
    private volatile List<FunctionStatus> functions = [];

    public ChangeSignal Changes { get; } = new();

    public Exception? Failure { get; set; }

    public int Reads;

    public void Deploy(params FunctionStatus[] all)
    {
        functions = [.. all];
        Changes.Notify();
    }

    public ValueTask<IReadOnlyList<FunctionStatus>> ListAsync(string? @namespace, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Reads);
        return Failure is { } failure ? throw failure : new([.. functions.Where(function => @namespace is null || function.Namespace == @namespace)]);
    }

    public ValueTask<FunctionStatus?> GetAsync(FunctionName function, CancellationToken cancellationToken) =>
        new(functions.Find(candidate => candidate.FullName == function));

    public static FunctionStatus Function(string name, string? topic, params (string Key, string Value)[] annotations)
    {
        var all = annotations.ToDictionary(pair => pair.Key, pair => pair.Value);
        if (topic is not null)
            all["topic"] = topic;
        if (!FunctionName.TryParse(name, out var parsed))
            throw new ArgumentException($"'{name}' is not a function name", nameof(name));
        return new FunctionStatus { Name = parsed.Name, Namespace = parsed.Namespace, Annotations = all };
    }
}

/// <summary>Takes an id once, reads bodies to their end, and refuses whom it is told to.</summary>
internal sealed class FakeQueue : IInvocationQueue
{
    private readonly ConcurrentDictionary<(FunctionName, DeduplicationKey), CallId> known = [];

    public ConcurrentQueue<(NewInvocation Invocation, byte[] Body)> Stored { get; } = [];

    public Dictionary<string, Exception> Refusals { get; } = [];

    /// <summary>Enqueueing waits for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int Waiting;

    public async ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Waiting);
        await Gate.WaitAsync(cancellationToken);
        if (Refusals.TryGetValue(invocation.Function.Name, out var refusal))
            throw refusal;
        await using var stream = await invocation.Body.OpenReadAsync(cancellationToken);
        using var body = new MemoryStream();
        await stream.CopyToAsync(body, cancellationToken);
        var id = CallId.New();
        if (invocation.Deduplication is { } key && !known.TryAdd((invocation.Function, key), id))
            return new EnqueueResult(known[(invocation.Function, key)], true, default);
        Stored.Enqueue((invocation, body.ToArray()));
        return new EnqueueResult(id, false, default);
    }

    public ValueTask<IReadOnlyList<IInvocationLease>> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
}

internal sealed class FakeInvoker(Func<InvokerRequest, CancellationToken, Task<InvokerReply>> answer) : IInvoker
{
    public Task<InvokerReply> InvokeAsync(InvokerRequest request, CancellationToken cancellationToken) => answer(request, cancellationToken);
}

internal sealed class NoCheckpoints : ICheckpointStore
{
    public ValueTask<Checkpoint?> GetAsync(string key, CancellationToken cancellationToken) => new((Checkpoint?)null);

    public ValueTask<bool> TrySetAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, CancellationToken cancellationToken) => new(true);
}

/// <summary>A connector that does what the test says.</summary>
internal sealed class ScriptedConnector(string name, Func<IConnectorContext, CancellationToken, Task> run) : IConnector
{
    public string Name => name;

    public Task RunAsync(IConnectorContext context, CancellationToken cancellationToken) => run(context, cancellationToken);

    public static ScriptedConnector Idle(string name) => new(name, (_, token) => Task.Delay(Timeout.Infinite, token));
}
