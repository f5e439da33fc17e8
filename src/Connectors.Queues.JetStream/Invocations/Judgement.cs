using Connectors.Core.Invocations;
using Connectors.Queues.JetStream.Records;

namespace Connectors.Queues.JetStream.Invocations;

/// <summary>What is to be done with a message, now that its record is known.</summary>
internal abstract record Judgement
{
    private Judgement()
    {
    }

    /// <summary>It may run; this is the record to begin from.</summary>
    public sealed record Run(CallRecord Base) : Judgement;

    /// <summary>It is not due.</summary>
    public sealed record Wait(TimeSpan Delay) : Judgement;

    /// <summary>Somebody leased it: ask whether he still does.</summary>
    public sealed record AskHolder(LeaseEntry Lease) : Judgement;

    /// <summary>The record is past this message: do what is left to do, and drop the message.</summary>
    public sealed record Settle(CallRecord Record) : Judgement;

    public static Judgement Of(Envelope envelope, CallRecord? record, DateTimeOffset now)
    {
        if (record is null)
            return Due(envelope.ToRecord(), now);
        // A redriven dead letter's message is written before its record.
        if (envelope.Turn > record.Turn && record.State == InvocationState.Dead)
            return Due(Redriven(record, envelope.Run, envelope.Turn), now);
        if (record.HasEnded || envelope.Turn < record.Turn)
            return new Settle(record);
        return record is { State: InvocationState.Running, Lease: { } lease } ? new AskHolder(lease) : Due(record, now);
    }

    /// <summary>The record of a dead letter in its next run.</summary>
    public static CallRecord Redriven(CallRecord dead, int run, int turn) => dead with
    {
        State = InvocationState.Queued,
        Run = run,
        Turn = turn,
        Used = 0,
        Due = null,
        Reason = null,
        UnreachableSince = null,
        Lease = null,
        EndedBy = null,
        Result = null,
        Kept = null,
        Callback = dead.Callback is { } callback ? new CallbackEntry(callback.Url, CallbackState.Waiting) : null,
    };

    /// <summary>The record after a lease that nobody holds any more: it counts as an attempt.</summary>
    public static CallRecord AfterLost(CallRecord record, LeaseEntry lease) => record with
    {
        State = InvocationState.Retrying,
        Lease = null,
        Due = null,
        Used = record.Used + 1,
        UnreachableSince = null,
        Attempts =
        [
            .. record.Attempts,
            new InvocationAttempt
            {
                Run = record.Run,
                Number = record.Used + 1,
                StartedAt = RecordView.Time(lease.Started),
                Error = "the lease was lost: the worker did not report back",
                Worker = lease.Worker,
            },
        ],
    };

    private static Judgement Due(CallRecord record, DateTimeOffset now) =>
        record.Due is { } due && due > now.UtcTicks ? new Wait(TimeSpan.FromTicks(due - now.UtcTicks)) : new Run(record);
}
