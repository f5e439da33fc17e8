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

    /// <summary>The function has too much to do (429, 503), or none of it was there to be reached.</summary>
    Refused,
}

/// <summary>What a call showed, and for how long its function wants to be left alone; null when it did not say.</summary>
internal readonly record struct Feedback(Strain Strain, TimeSpan? RetryAfter = null)
{
    /// <summary>Reads it from a reply. A function's <c>Retry-After</c> matters only where the call itself is put off.</summary>
    public static Feedback Of(InvokerReply reply, AttemptOutcome outcome, DateTimeOffset now) => (reply.Verdict, reply.Status) switch
    {
        (InvokerVerdict.Unreachable, _) or (InvokerVerdict.Answered, 429 or 503) => new(
            Strain.Refused,
            outcome is AttemptOutcome.RetryAfter ? RetryPolicy.ParseRetryAfter(reply.Headers.First("Retry-After"), now) : null),
        (InvokerVerdict.Answered, < 500) => new(Strain.Served),
        (InvokerVerdict.Answered, _) => new(Strain.Answered),
        _ => default,
    };
}
