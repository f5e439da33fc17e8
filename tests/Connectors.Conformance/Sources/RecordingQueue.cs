using System.Collections.Concurrent;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Sdk.Events;

namespace Connectors.Conformance.Sources;

/// <summary>What was stored for whom, with each deduplication key once; refuses or holds on when told to. Shared by replicas. Thread-safe.</summary>
public sealed class RecordingQueue : IInvocationIntake
{
    private readonly ConcurrentDictionary<(FunctionName, DeduplicationKey), CallId> known = [];
    private int attempts;
    private volatile Func<string?>? refusal;
    private volatile Func<InvocationHeaders, bool>? refused;
    private volatile Func<InvocationHeaders, bool>? hopeless;
    private volatile Task hold = Task.CompletedTask;

    /// <summary>In the order of storing.</summary>
    public ConcurrentQueue<StoredEvent> Stored { get; } = [];

    /// <summary>How often somebody tried to store something.</summary>
    public int Attempts => Volatile.Read(ref attempts);

    /// <summary>Refuses everything with this sentence until called with null.</summary>
    public void Refuse(string? sentence) => refusal = sentence is null ? null : () => sentence;

    /// <summary>Refuses those whose headers say so until called with null; is asked once an attempt.</summary>
    public void RefuseWhere(Func<InvocationHeaders, bool>? which) => refused = which;

    /// <summary>Refuses for good those whose headers say so, as a gateway does: no patience helps.</summary>
    public void RefuseForGood(Func<InvocationHeaders, bool> which) => hopeless = which;

    /// <summary>Lets nothing pass until the task has ended.</summary>
    public void Hold(Task until) => hold = until;

    public async ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref attempts);
        await hold.WaitAsync(cancellationToken);
        if (refusal?.Invoke() is { } sentence)
            throw new QueueUnavailableException(sentence) { RetryAfter = TimeSpan.FromMilliseconds(50) };
        if (refused?.Invoke(invocation.Headers) is true)
            throw new QueueUnavailableException("not this one") { RetryAfter = TimeSpan.FromMilliseconds(50) };
        if (hopeless?.Invoke(invocation.Headers) is true)
            throw new EventRefusedException("refused for good");
        await using var stream = await invocation.Body.OpenReadAsync(cancellationToken);
        using var body = new MemoryStream();
        await stream.CopyToAsync(body, cancellationToken);
        var id = CallId.New();
        if (invocation.Deduplication is { } key && !known.TryAdd((invocation.Function, key), id))
            return new EnqueueResult(known[(invocation.Function, key)], true, default);
        Stored.Enqueue(new StoredEvent(invocation.Function.Name, invocation.Headers, body.ToArray(), invocation.Deduplication?.Id, invocation.OrderingKey));
        return new EnqueueResult(id, false, default);
    }
}

/// <summary>An event that a function was given.</summary>
public sealed record StoredEvent(string Function, InvocationHeaders Headers, byte[] Body, string? Id, string? Key)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    public string? Topic => Headers.First("X-Topic");
}
