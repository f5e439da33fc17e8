namespace Connectors.Providers.Faasd.Registries.Transfer;

/// <summary>A body that comes from elsewhere: one that hardly comes is given up, so that nobody holds a place for ever.</summary>
internal sealed class PacedStream(Stream stream, string who, RegistryOptions options, TimeProvider time) : IAsyncDisposable
{
    private long windowStart = time.GetTimestamp();
    private int inWindow;

    /// <summary>Reads what is there; 0 at the end.</summary>
    /// <exception cref="RegistryException">It broke off, or is too slow; what has come can be kept.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var left = options.StallTimeout - time.GetElapsedTime(windowStart);
        using var patience = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var read = await stream.ReadAsync(buffer, either.Token);
            Count(read);
            return read;
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RegistryException(RegistryFault.Away, $"{who} sends almost nothing: {inWindow} bytes in {options.StallTimeout.TotalSeconds:0} s. Try again later.", late);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw new RegistryException(RegistryFault.Away, $"{who} broke off in the middle: {broken.Message}", broken);
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private void Count(int read)
    {
        inWindow += read;
        if (inWindow < options.LeastBytes)
            return;
        inWindow = 0;
        windowStart = time.GetTimestamp();
    }
}
