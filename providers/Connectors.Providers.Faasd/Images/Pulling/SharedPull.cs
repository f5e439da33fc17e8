namespace Connectors.Providers.Faasd.Images.Pulling;

/// <summary>One pull for everybody who wants the same image at the same time. It ends when the last of them has gone. Thread-safe.</summary>
internal sealed class SharedPull : IProgress<PullProgress>, IDisposable
{
    private readonly Lock gate = new();
    private readonly List<IProgress<PullProgress>> listeners = [];
    private readonly CancellationTokenSource ending = new();
    private Task<ContainerImage>? work;
    private int waiters;
    private bool isOver;

    /// <summary>Whether somebody waits for it.</summary>
    public bool IsWanted
    {
        get
        {
            lock (gate)
                return waiters > 0;
        }
    }

    /// <summary>False: it is over, and another one has to be begun.</summary>
    public bool TryJoin(IProgress<PullProgress>? listener)
    {
        lock (gate)
        {
            if (isOver)
                return false;
            waiters++;
            if (listener is not null)
                listeners.Add(listener);
            return true;
        }
    }

    /// <summary>Waits for the end, of which who has joined first begins the work.</summary>
    /// <param name="begin">The work.</param>
    /// <param name="listener">The one that it was joined with.</param>
    /// <param name="cancellationToken">Ends the waiting, and the work when nobody else waits.</param>
    public async Task<ContainerImage> WaitAsync(Func<CancellationToken, Task<ContainerImage>> begin, IProgress<PullProgress>? listener, CancellationToken cancellationToken)
    {
        Task<ContainerImage> common;
        lock (gate)
            common = work ??= Task.Run(() => RunAsync(begin), CancellationToken.None);
        try
        {
            return await common.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(listener);
        }
    }

    public void Report(PullProgress value)
    {
        IProgress<PullProgress>[] all;
        lock (gate)
            all = [.. listeners];
        foreach (var listener in all)
            listener.Report(value);
    }

    /// <summary>For when nobody wants it any more.</summary>
    public void Dispose() => ending.Dispose();

    private async Task<ContainerImage> RunAsync(Func<CancellationToken, Task<ContainerImage>> begin)
    {
        try
        {
            return await begin(ending.Token);
        }
        finally
        {
            lock (gate)
                isOver = true;
        }
    }

    private void Leave(IProgress<PullProgress>? listener)
    {
        bool isLast;
        lock (gate)
        {
            if (listener is not null)
                listeners.Remove(listener);
            isLast = --waiters == 0;
            isOver |= isLast;
        }
        if (isLast)
            ending.Cancel();
    }
}
