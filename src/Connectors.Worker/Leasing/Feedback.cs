using Connectors.Core.Invocations;

namespace Connectors.Worker.Leasing;

/// <summary>What a call showed of how much its function can take.</summary>
internal enum Strain
{
    /// <summary>Nothing: it was broken off, timed out, or never made.</summary>
    Unknown,

    /// <summary>The function is there, though it failed.</summary>
    Answered,

    /// <summary>The function did its work.</summary>
    Served,

    /// <summary>The function has too much to do (429, 503).</summary>
    Refused,

    /// <summary>None of the function was there to be reached; otherwise as <see cref="Refused"/>.</summary>
    Absent,
}

/// <summary>What a call showed, and for how long its function wants to be left alone; null when it did not say.</summary>
internal readonly record struct Feedback(Strain Strain, TimeSpan? RetryAfter = null)
{
    /// <summary>True when the function did not take the call.</summary>
    public bool IsRefusal => Strain is Strain.Refused or Strain.Absent;

    /// <summary>Reads it from a reply. A function's <c>Retry-After</c> matters only where the call itself is put off.</summary>
    public static Feedback Of(InvokerReply reply, AttemptOutcome outcome, DateTimeOffset now) => (reply.Verdict, reply.Status) switch
    {
        // The limit of the function's calls at the gateway: those that run tell how many it takes, so there is nothing to wait for.
        (InvokerVerdict.Unreachable, 429) => new(Strain.Refused),
        (InvokerVerdict.Unreachable, _) => new(Strain.Absent, Asked(reply, outcome, now)),
        (InvokerVerdict.Answered, 429 or 503) => new(Strain.Refused, Asked(reply, outcome, now)),
        (InvokerVerdict.Answered, < 500) => new(Strain.Served),
        (InvokerVerdict.Answered, _) => new(Strain.Answered),
        _ => default,
    };

    private static TimeSpan? Asked(InvokerReply reply, AttemptOutcome outcome, DateTimeOffset now) =>
        outcome is AttemptOutcome.RetryAfter ? RetryPolicy.ParseRetryAfter(reply.Headers.First("Retry-After"), now) : null;
}
