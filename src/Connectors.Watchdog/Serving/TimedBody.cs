namespace Connectors.Watchdog.Serving;

/// <summary>
/// A request's body, whose arrival may take a limited time. Only the time spent waiting for the caller counts, not that of a slow
/// reader. One reader at a time.
/// </summary>
internal sealed class TimedBody(Stream body, TimeSpan limit, TimeProvider time) : IBodySource
{
    private TimeSpan spent;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (limit <= TimeSpan.Zero)
            return await body.ReadAsync(buffer, cancellationToken);
        var rest = limit - spent;
        if (rest <= TimeSpan.Zero)
            throw new TimeoutException();
        var since = time.GetTimestamp();
        using var patience = new CancellationTokenSource(rest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await body.ReadAsync(buffer, both.Token);
        }
        catch (OperationCanceledException broken) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The body did not arrive in time.", broken);
        }
        finally
        {
            spent += time.GetElapsedTime(since);
        }
    }
}
