using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Lanes;
using Connectors.Queues.JetStream.Records;

namespace Connectors.Queues.JetStream.Invocations;

/// <summary>
/// A held lease. It lives as long as the server hears of it once an ack-wait and the record bears its token. An outage of the server does
/// not end it: the work goes on, and its outcome counts if nobody else has taken the invocation meanwhile.
/// </summary>
internal sealed class InvocationLease(JetStreamStore store, Envelope envelope, ICarrier carrier, CallRecord record, ulong version) : IInvocationLease, IHeld
{
    private readonly CancellationTokenSource interrupted = new();
    private readonly SemaphoreSlim ending = new(1, 1);
    private readonly long leasedAt = store.Time.GetTimestamp();
    private int interruption;
    private volatile bool ended;
    private volatile bool letGo;
    private CallRecord? recorded;

    public Lane Lane => envelope.Lane;

    public string Worker => record.Lease!.Worker;

    public string Token => record.Lease!.Token;

    public bool IsHeld => !ended && !letGo;

    public Invocation Invocation { get; } = envelope.ToInvocation(store.Bodies) with { Run = record.Run };

    public int Attempt => record.Used + 1;

    public DateTimeOffset? UnreachableSince => record.UnreachableSince is { } since ? store.Clock.ToOwn(since) : null;

    public CancellationToken Interrupted => interrupted.Token;

    public LeaseInterruption Interruption => (LeaseInterruption)Volatile.Read(ref interruption);

    public async ValueTask<bool> EndAsync(AttemptOutcome outcome, CancellationToken cancellationToken)
    {
        await ending.WaitAsync(cancellationToken);
        try
        {
            if (ended || Interruption != LeaseInterruption.None)
                return false;
            // What is recorded already needs only its consequences: the outcome that comes a second time is the same.
            recorded ??= await RecordAsync(outcome, cancellationToken);
            if (recorded is not null)
                await store.Settlement.SettleAsync(recorded, envelope, carrier, outcome, cancellationToken);
            Close();
            return recorded is not null;
        }
        finally
        {
            ending.Release();
        }
    }

    public async ValueTask RenewAsync(CancellationToken cancellationToken)
    {
        if (store.Time.GetElapsedTime(leasedAt) < store.RenewEvery / 2)
            return;
        await carrier.RenewAsync(cancellationToken);
        store.Numbers.Renewed(Lane.Queue);
        var now = (await store.Records.ReadAsync(envelope.Id, cancellationToken)).Record;
        if (!IsHeld || recorded is not null || now is null || now.Lease?.Token == Token || now.EndedBy == Token)
            return;
        await InterruptAsync(now.State == InvocationState.Cancelled ? LeaseInterruption.Cancelled : LeaseInterruption.Lost, cancellationToken);
    }

    public async ValueTask InterruptAsync(LeaseInterruption why, CancellationToken cancellationToken)
    {
        if (ended || Interlocked.CompareExchange(ref interruption, (int)why, (int)LeaseInterruption.None) != (int)LeaseInterruption.None)
            return;
        await interrupted.CancelAsync();
        if (why == LeaseInterruption.Cancelled)
            await store.Settlement.DropAsync(envelope, carrier, cancellationToken);
        Close();
    }

    public ValueTask DisposeAsync()
    {
        letGo = true;
        return ValueTask.CompletedTask;
    }

    private void Close()
    {
        ended = true;
        store.Leases.Remove(this);
    }

    private async Task<CallRecord?> RecordAsync(AttemptOutcome outcome, CancellationToken cancellationToken)
    {
        var next = outcome switch
        {
            AttemptOutcome.Completed done => await FinishedAsync(InvocationState.Succeeded, done.Attempt, done.Result, null, cancellationToken),
            AttemptOutcome.Dead dead => await FinishedAsync(InvocationState.Dead, dead.Attempt, dead.Result, dead.Reason, cancellationToken),
            AttemptOutcome.RetryAfter retry => Retrying(retry),
            AttemptOutcome.GiveBack => record with { State = record.Lease!.Before, Lease = null, EndedBy = Token },
            _ => throw new ArgumentException($"'{outcome.GetType().Name}' is no outcome of an attempt.", nameof(outcome)),
        };
        if (await store.Records.WriteAsync(next, version, cancellationToken) is not null || await IsMineAsync(cancellationToken))
        {
            await store.ReachedAsync("end recorded");
            return next;
        }
        await store.Results.DropAsync(envelope.Id, Token, cancellationToken);
        return null;
    }

    /// <summary>True when a write that seemed to fail had been stored after all.</summary>
    private async Task<bool> IsMineAsync(CancellationToken cancellationToken) =>
        (await store.Records.ReadAsync(envelope.Id, cancellationToken)).Record?.EndedBy == Token;

    private async Task<CallRecord> FinishedAsync(
        InvocationState state, AttemptReport? attempt, FunctionResult result, string? reason, CancellationToken cancellationToken)
    {
        var kept = record.Keep ? KeptResult.Of(result) : null;
        var bytes = kept is not null
            ? kept.Body.Length
            : await store.Results.StoreAsync(envelope.Id, Token, result, record.Keep || record.Callback is not null, cancellationToken);
        await store.ReachedAsync("result stored");
        return record with
        {
            State = state,
            Lease = null,
            EndedBy = Token,
            Reason = reason,
            Due = null,
            UnreachableSince = null,
            Used = record.Used + (attempt is null ? 0 : 1),
            Attempts = attempt is null ? record.Attempts : [.. record.Attempts, Reported(attempt)],
            Kept = kept,
            Result = record.Keep ? new ResultEntry(result.Status, bytes, (store.Clock.Now + store.Common.ResultRetention).UtcTicks) : null,
            Callback = record.Callback is { } callback ? callback with { State = CallbackState.Pending } : null,
        };
    }

    private CallRecord Retrying(AttemptOutcome.RetryAfter retry)
    {
        var elsewhere = retry.Delay > DelayRule.LongestHere && envelope.Line is null;
        return record with
        {
            State = InvocationState.Retrying,
            Lease = null,
            EndedBy = Token,
            Due = retry.Delay > TimeSpan.Zero ? (store.Clock.Now + retry.Delay).UtcTicks : null,
            Turn = record.Turn + (elsewhere ? 1 : 0),
            Used = record.Used + (retry.CountsAsAttempt ? 1 : 0),
            Attempts = [.. record.Attempts, Reported(retry.Attempt)],
            UnreachableSince = retry.CountsAsAttempt ? null : record.UnreachableSince ?? store.Clock.ToServer(retry.Attempt.StartedAt),
        };
    }

    private InvocationAttempt Reported(AttemptReport report) => new()
    {
        Run = record.Run,
        Number = record.Used + 1,
        StartedAt = store.Clock.ToServer(report.StartedAt),
        Seconds = report.Seconds,
        Status = report.Status,
        Error = report.Error,
        Worker = record.Lease!.Worker,
    };
}
