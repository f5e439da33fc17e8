using Connectors.Watchdog.Upstreams;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Serving;

/// <summary>
/// Breaks a connection off whose caller does not take the answer. How long an answer may take the mode sees to itself; this comes a moment later.
/// </summary>
internal sealed class AnswerDeadline : IAsyncDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private readonly ITimer timer;

    private AnswerDeadline(ITimer timer) => this.timer = timer;

    /// <summary>Begins for a call; null: it may take any time.</summary>
    public static AnswerDeadline? Of(HttpContext context, TimeSpan limit, TimeProvider time)
    {
        if (limit <= TimeSpan.Zero)
            return null;
        var deadline = new AnswerDeadline(time.CreateTimer(static context => ((HttpContext)context!).Abort(), context, limit + LastWords, Timeout.InfiniteTimeSpan));
        if (WebSocketCall.Wanted(context) is not null)
            context.Features.Set(deadline);
        return deadline;
    }

    /// <summary>The call has become a WebSocket, which goes on for as long as it is wanted.</summary>
    public void Lift() => timer.Dispose();

    public ValueTask DisposeAsync() => timer.DisposeAsync();
}
