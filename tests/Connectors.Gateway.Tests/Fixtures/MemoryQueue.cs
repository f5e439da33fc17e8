using System.Collections.Concurrent;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Gateway.Tests.Fixtures;

/// <summary>A queue in memory that leases nothing: what the gateway puts in and asks of it, and nothing more.</summary>
internal sealed class MemoryQueue : IInvocationQueue, IInvocationRecords, IDeadLetters, IQueueStatistics, IQueueControl
{
    private readonly ConcurrentDictionary<string, InvocationRecord> records = new();
    private readonly ConcurrentDictionary<string, FunctionResult> results = new();
    private readonly ConcurrentDictionary<(FunctionName, DeduplicationKey), EnqueueResult> known = new();

    public ConcurrentQueue<(NewInvocation Invocation, byte[] Body)> Stored { get; } = new();

    public List<(string Queue, FunctionName? Function, bool Paused)> Pauses { get; } = [];

    public Exception? Away { get; set; }

    public DateTimeOffset AcceptedAt { get; set; } = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public InvocationRecord Record(string id) => records[id];

    public void Put(InvocationRecord record, FunctionResult? result = null)
    {
        records[record.CallId] = record;
        if (result is not null)
            results[record.CallId] = result;
    }

    public static InvocationRecord Story(string id, InvocationState state = InvocationState.Queued, bool chosen = false, string function = "echo") => new()
    {
        CallId = id,
        Queue = "faas-request",
        Function = function,
        Namespace = "openfaas-fn",
        State = state,
        Run = 1,
        AcceptedAt = DateTimeOffset.UnixEpoch,
        Attempts = [],
        CallIdChosenByCaller = chosen,
    };

    public async ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken)
    {
        if (Away is not null)
            throw Away;
        using var bytes = new MemoryStream();
        await using (var body = await invocation.Body.OpenReadAsync(cancellationToken))
            await body.CopyToAsync(bytes, cancellationToken);
        var chosen = CallId.TryParse(invocation.RequestedCallId, out var id) && !records.ContainsKey(id.ToString());
        var fresh = new EnqueueResult(chosen ? id : CallId.New(), false, AcceptedAt);
        if (invocation.Deduplication is { } key && known.GetOrAdd((invocation.Function, key), fresh) is var first && first != fresh)
            return first with { Duplicate = true };
        records[fresh.CallId.ToString()] = Story(fresh.CallId.ToString(), InvocationState.Queued, chosen, invocation.Function.Name) with
        {
            Queue = invocation.Queue,
            CorrelationId = chosen ? null : invocation.RequestedCallId,
            AcceptedAt = AcceptedAt,
        };
        Stored.Enqueue((invocation, bytes.ToArray()));
        return fresh;
    }

    public ValueTask<IReadOnlyList<IInvocationLease>> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<InvocationRecord?> GetAsync(CallId callId, CancellationToken cancellationToken) => new(records.GetValueOrDefault(callId.ToString()));

    public ValueTask<FunctionResult?> GetResultAsync(CallId callId, CancellationToken cancellationToken) => new(results.GetValueOrDefault(callId.ToString()));

    public ValueTask<Page<InvocationRecord>> ListAsync(InvocationQuery query, CancellationToken cancellationToken)
    {
        var matching = records.Values
            .Where(record => query.Queue is null || record.Queue == query.Queue)
            .Where(record => query.State is null || record.State == query.State)
            .Where(record => query.Function is null || record.Function == query.Function.Value.Name)
            .Where(record => query.After is null || string.CompareOrdinal(record.CallId, query.After) > 0)
            .OrderBy(record => record.CallId, StringComparer.Ordinal).Take(query.Limit + 1).ToList();
        var page = matching.Take(query.Limit).ToList();
        return new(new Page<InvocationRecord>(page, matching.Count > query.Limit ? page[^1].CallId : null));
    }

    public ValueTask<CancelOutcome> CancelAsync(CallId callId, CancellationToken cancellationToken)
    {
        if (!records.TryGetValue(callId.ToString(), out var record))
            return new(CancelOutcome.Unknown);
        if (record.State is InvocationState.Succeeded or InvocationState.Dead or InvocationState.Cancelled)
            return new(CancelOutcome.AlreadyEnded);
        records[record.CallId] = record with { State = InvocationState.Cancelled };
        return new(CancelOutcome.Cancelled);
    }

    ValueTask<Page<InvocationRecord>> IDeadLetters.ListAsync(InvocationQuery query, CancellationToken cancellationToken) =>
        ListAsync(query with { State = InvocationState.Dead }, cancellationToken);

    public ValueTask<int> RedriveAsync(DeadLetterSelection selection, CancellationToken cancellationToken)
    {
        var dead = Dead(selection);
        foreach (var record in dead)
            records[record.CallId] = record with { State = InvocationState.Queued, Run = record.Run + 1 };
        return new(dead.Count);
    }

    public ValueTask<int> PurgeAsync(DeadLetterSelection selection, CancellationToken cancellationToken)
    {
        var dead = Dead(selection);
        foreach (var record in dead)
            records.TryRemove(record.CallId, out _);
        return new(dead.Count);
    }

    ValueTask<IReadOnlyList<QueueStatus>> IQueueStatistics.GetAsync(CancellationToken cancellationToken) => new((IReadOnlyList<QueueStatus>)
    [
        new QueueStatus
        {
            Queue = "faas-request", Paused = false, Pending = records.Count, Running = 0, Delayed = 0, Dead = records.Values.Count(record => record.State == InvocationState.Dead), CallbacksPending = 0, OldestPendingSeconds = 0, Consumers = 3, Functions = [],
        },
    ]);

    public ValueTask SetPausedAsync(string queue, FunctionName? function, bool paused, CancellationToken cancellationToken)
    {
        Pauses.Add((queue, function, paused));
        return ValueTask.CompletedTask;
    }

    private List<InvocationRecord> Dead(DeadLetterSelection selection) => [.. records.Values.Where(record =>
        record.State == InvocationState.Dead && record.Queue == selection.Queue
        && (selection.CallId is null || record.CallId == selection.CallId.ToString())
        && (selection.Function is null || record.Function == selection.Function.Value.Name)).Take(selection.Limit ?? int.MaxValue)];
}
