namespace Connectors.Queues.JetStream.Broker;

/// <summary>
/// The server's clock, by which all processes agree on what is due, whatever their own clocks say. A difference of less than a second is
/// taken for the measurement's own error. Thread-safe.
/// </summary>
internal sealed class ServerClock(TimeProvider time)
{
    private static readonly TimeSpan Noise = TimeSpan.FromSeconds(1);
    private long offset;

    /// <summary>Now, by the server.</summary>
    public DateTimeOffset Now => time.GetUtcNow() + Offset;

    /// <summary>What the server's clock is ahead of ours.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref offset));

    /// <summary>Reads the server's clock by writing something and looking at its time stamp.</summary>
    public async Task MeasureAsync(KeyBucket bucket, string key, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow();
        await bucket.PutAsync(key, default, cancellationToken);
        var after = time.GetUtcNow();
        var stored = (await bucket.ReadAsync(key, cancellationToken))?.Written ?? before;
        var measured = stored - (before + (after - before) / 2);
        Interlocked.Exchange(ref offset, measured.Duration() < Noise ? 0 : measured.Ticks);
    }

    /// <summary>A time of our own clock, by the server's.</summary>
    public DateTimeOffset ToServer(DateTimeOffset own) => own + Offset;

    /// <summary>A time of the server's clock, by our own.</summary>
    public DateTimeOffset ToOwn(DateTimeOffset server) => server - Offset;
}
