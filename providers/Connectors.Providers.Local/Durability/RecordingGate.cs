namespace Connectors.Providers.Local.Durability;

/// <summary>
/// One change of the records at a time, across functions, namespaces and secrets: what a change has checked still holds when it is
/// written. Held for a few disk writes only; starting and draining happen outside.
/// </summary>
internal sealed class RecordingGate : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);

    private volatile bool open;

    /// <summary>Lets changes in: the records have been read.</summary>
    public void Open() => open = true;

    /// <summary>Lets no more changes in; returns when the last one is written.</summary>
    public async Task CloseAsync()
    {
        open = false;
        await gate.WaitAsync(CancellationToken.None);
        gate.Release();
    }

    /// <summary>Dispose the result to let the next one in.</summary>
    /// <exception cref="InvalidOperationException">The provider has not been started or is stopping.</exception>
    public async Task<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        if (open)
            return new Turn(gate);
        gate.Release();
        throw new InvalidOperationException("The provider is not running: it takes changes from its start until it is told to stop.");
    }

    public void Dispose() => gate.Dispose();

    internal readonly struct Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
