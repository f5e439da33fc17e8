using Connectors.Core.Invocations;

namespace Connectors.Gateway.Invocations;

/// <summary>Why a call has no answer of its function's.</summary>
/// <param name="Verdict">As a worker reads it.</param>
/// <param name="Status">404, 429, 502, 503 or 504; for a caller's own fault 4xx.</param>
/// <param name="Line">One line that names the function.</param>
/// <param name="MayTryAnotherReplica">True when this replica took nothing and the request is still whole.</param>
internal sealed record CallFailure(InvokerVerdict Verdict, int Status, string Line, bool MayTryAnotherReplica = false)
{
    /// <summary>When the caller may try again; null: nothing is known about that.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
