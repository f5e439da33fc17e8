using System.Threading.Channels;

namespace Connectors.Cron.Waking;

/// <summary>Any number of wake-ups become one. For one waiter; may be set at any time, also when nobody waits any more.</summary>
internal sealed class WakeSignal
{
    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => signal.Writer.TryWrite(true);

    /// <summary>Returns when it has been set since the last return.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await signal.Reader.ReadAsync(cancellationToken);
}
