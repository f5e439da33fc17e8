using System.Diagnostics;
using System.Globalization;

namespace Connectors.Core.Tracing;

/// <summary>Spans of the rooms, whose sources have names that begin with <c>Connectors.</c>. Free of cost while nobody listens. Thread-safe.</summary>
public static class Spans
{
    /// <summary>
    /// Begins a span under a parent from elsewhere, or at the root of a new trace when there is none: whatever the host's server or
    /// another caller in this process traces is no parent. The current activity is the span until it is disposed.
    /// </summary>
    /// <returns>Null when nobody listens.</returns>
    public static Activity? Start(ActivitySource source, string name, ActivityKind kind, ActivityContext parent)
    {
        if (!source.HasListeners())
            return null;
        var current = Activity.Current;
        Activity.Current = null;
        var span = source.StartActivity(name, kind, parent);
        if (span is null)
            Activity.Current = current;
        return span;
    }

    /// <summary>Says how the call that a span stands for was answered; a status that is an error to this kind of span makes it one.</summary>
    /// <param name="span">The span.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="errorFrom">The lowest status that is an error: 500 for who answers, 400 for who asks.</param>
    public static void Answered(this Activity span, int status, int errorFrom)
    {
        span.SetTag("http.response.status_code", status);
        if (status >= errorFrom)
            span.Failed(status.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Makes the span an error.</summary>
    /// <param name="span">The span.</param>
    /// <param name="type">One of few: a status, a name.</param>
    /// <param name="description">One line; null: nothing to say.</param>
    public static void Failed(this Activity span, string type, string? description = null) =>
        span.SetTag("error.type", type).SetStatus(ActivityStatusCode.Error, description);
}
