using System.Diagnostics;
using Connectors.Core.Invocations;

namespace Connectors.Core.Tracing;

/// <summary>
/// The trace of an invocation as its headers carry it (W3C Trace Context). Who makes a span replaces them by those of the span, so that
/// what comes after is its child; who makes none leaves them as they came. Thread-safe as far as the headers are.
/// </summary>
public static class TraceHeaders
{
    /// <summary>Names the trace and the span that calls.</summary>
    public const string Parent = "traceparent";

    /// <summary>What tracing systems say to each other beside it.</summary>
    public const string State = "tracestate";

    /// <summary>True for the two headers, in whatever case.</summary>
    public static bool Contains(string name) =>
        name.Equals(Parent, StringComparison.OrdinalIgnoreCase) || name.Equals(State, StringComparison.OrdinalIgnoreCase);

    /// <summary>The calling span; default when there is none, or none that can be read.</summary>
    public static ActivityContext Read(InvocationHeaders headers) => Read(headers.First(Parent), headers.First(State));

    /// <summary>The calling span; default when there is none, or none that can be read.</summary>
    public static ActivityContext Read(string? parent, string? state) =>
        ActivityContext.TryParse(parent, string.IsNullOrEmpty(state) ? null : state, isRemote: true, out var context) ? context : default;

    /// <summary>Puts a span in the place of whatever the headers said; without a span they stay as they are.</summary>
    public static void Set(InvocationHeaders headers, Activity? span)
    {
        if (span is not { IdFormat: ActivityIdFormat.W3C, Id: { } id })
            return;
        headers.RemoveAll(static header => Contains(header.Key));
        headers.Add(Parent, id);
        if (!string.IsNullOrEmpty(span.TraceStateString))
            headers.Add(State, span.TraceStateString);
    }

    /// <summary>Takes over what other headers say; when they say nothing, nothing changes.</summary>
    public static void Copy(InvocationHeaders from, InvocationHeaders to)
    {
        if (from.First(Parent) is not { } parent)
            return;
        to.RemoveAll(static header => Contains(header.Key));
        to.Add(Parent, parent);
        if (from.First(State) is { } state)
            to.Add(State, state);
    }
}
