using Connectors.Core.Functions;

namespace Connectors.Core.Invocations;

/// <summary>Headers in order, names as sent, a name once a value. Values hold no line breaks.</summary>
public sealed class InvocationHeaders : List<KeyValuePair<string, string>>
{
    /// <summary>No headers.</summary>
    public InvocationHeaders()
    {
    }

    /// <summary>A copy.</summary>
    public InvocationHeaders(IEnumerable<KeyValuePair<string, string>> headers) : base(headers)
    {
    }

    /// <summary>Appends a header.</summary>
    public void Add(string name, string value) => Add(new(name, value));

    /// <summary>The first value of a header, its name compared without case; null when absent.</summary>
    public string? First(string name)
    {
        foreach (var header in this)
        {
            if (string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))
                return header.Value;
        }
        return null;
    }
}

/// <summary>Where an identity for deduplication comes from and what it is: <c>key</c> and the caller's <c>Idempotency-Key</c>, or a connector's name and its event's id.</summary>
/// <param name="Origin"><c>key</c> or the connector's name.</param>
/// <param name="Id">Any text; at most 1024 characters.</param>
public readonly record struct DeduplicationKey(string Origin, string Id);

/// <summary>An invocation on its way into a queue.</summary>
public sealed record NewInvocation
{
    /// <summary>The queue, e.g. <c>faas-request</c>.</summary>
    public required string Queue { get; init; }

    /// <summary>What to call.</summary>
    public required FunctionName Function { get; init; }

    /// <summary>The HTTP method to call it with.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>What follows the function's name: empty, or a path beginning with <c>/</c>, and/or a query beginning with <c>?</c>; as it was sent, still encoded.</summary>
    public string PathAndQuery { get; init; } = "";

    /// <summary>Headers for the function, without hop-by-hop ones and without those that steer the queue.</summary>
    public InvocationHeaders Headers { get; init; } = [];

    /// <summary>The payload.</summary>
    public InvocationBody Body { get; init; } = InvocationBody.Empty;

    /// <summary>
    /// The id the caller chose, if any, as sent. It is kept when valid and not known yet; otherwise a new one is given
    /// and this one becomes the correlation id.
    /// </summary>
    public string? RequestedCallId { get; init; }

    /// <summary>Makes the second of two equal ones a duplicate of the first; null: none.</summary>
    public DeduplicationKey? Deduplication { get; init; }

    /// <summary>Where the result goes; null: nowhere.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary>Not before this time; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Of one function's invocations with equal keys the next is leased only when the former has ended; null: no order.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>False when the function keeps no results (<c>com.openfaas.result.store: none</c>); its callback still gets the body.</summary>
    public bool KeepResult { get; init; } = true;
}

/// <summary>What became of an enqueue: stored now, or known from before.</summary>
/// <param name="CallId">The id under which to ask for it.</param>
/// <param name="Duplicate">True when an earlier one with the same deduplication key stands in its place; nothing was stored.</param>
/// <param name="AcceptedAt">When it (or the earlier one) was accepted.</param>
public readonly record struct EnqueueResult(CallId CallId, bool Duplicate, DateTimeOffset AcceptedAt);

/// <summary>An invocation as a worker gets it.</summary>
public sealed record Invocation
{
    /// <summary>Its identity; the same in every run and attempt.</summary>
    public required CallId CallId { get; init; }

    /// <summary>What the caller called it, when that could not be kept as the call id.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The queue it is on.</summary>
    public required string Queue { get; init; }

    /// <summary>What to call.</summary>
    public required FunctionName Function { get; init; }

    /// <summary>The HTTP method to call it with.</summary>
    public required string Method { get; init; }

    /// <summary>As in <see cref="NewInvocation.PathAndQuery"/>.</summary>
    public required string PathAndQuery { get; init; }

    /// <summary>Headers for the function.</summary>
    public required InvocationHeaders Headers { get; init; }

    /// <summary>The payload; may be opened for every attempt.</summary>
    public required InvocationBody Body { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Where the result goes; null: nowhere.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary>1, and one more after each redrive.</summary>
    public required int Run { get; init; }
}
