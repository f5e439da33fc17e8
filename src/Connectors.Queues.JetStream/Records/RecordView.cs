using Connectors.Core.Invocations;

namespace Connectors.Queues.JetStream.Records;

/// <summary>A stored record as callers see it.</summary>
internal static class RecordView
{
    public static InvocationRecord Of(CallRecord record, DateTimeOffset now) => new()
    {
        CallId = record.Id,
        CorrelationId = record.Correlation,
        Queue = record.Queue,
        Function = record.Function,
        Namespace = record.Namespace,
        State = record.State,
        Run = record.Run,
        AcceptedAt = Time(record.Accepted),
        NotBefore = record.State is InvocationState.Queued or InvocationState.Retrying && record.Due is { } due ? Time(due) : null,
        Reason = record.Reason,
        Attempts = Attempts(record),
        Callback = record.Callback is { } callback ? new InvocationCallback(callback.Url, callback.State, callback.Tries, callback.Error) : null,
        Result = record.Result is { } result && result.Expires > now.UtcTicks
            ? new InvocationResultSummary(result.Status, result.Bytes, Time(result.Expires))
            : null,
        CallIdChosenByCaller = record.Chosen,
    };

    public static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private static IReadOnlyList<InvocationAttempt> Attempts(CallRecord record) => record.Lease is not { } lease || record.State != InvocationState.Running
        ? record.Attempts
        : [.. record.Attempts, new InvocationAttempt { Run = record.Run, Number = record.Used + 1, StartedAt = Time(lease.Started), Worker = lease.Worker }];
}
