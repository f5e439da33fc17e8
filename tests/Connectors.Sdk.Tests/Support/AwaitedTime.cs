using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Sdk.Tests.Support;

/// <summary>A clock that moves only when somebody waits for it, and then as far as he waits.</summary>
internal sealed class AwaitedTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero)
            waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Returns when the next wait has begun and is over.</summary>
    public async Task PassAsync(CancellationToken cancellationToken) => Advance(await waits.Reader.ReadAsync(cancellationToken));
}
