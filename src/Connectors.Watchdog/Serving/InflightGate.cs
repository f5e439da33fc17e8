namespace Connectors.Watchdog.Serving;

/// <summary>Counts requests and turns away what is too much or too late. Thread-safe.</summary>
/// <param name="limit">At most so many at a time; 0: no limit.</param>
internal sealed class InflightGate(int limit)
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int running, beside;
    private bool closed;

    /// <summary>Whether another request would be too much.</summary>
    public bool IsFull
    {
        get
        {
            lock (gate)
                return limit > 0 && running >= limit;
        }
    }

    /// <summary>Requests counted in now.</summary>
    public int Running
    {
        get
        {
            lock (gate)
                return running;
        }
    }

    /// <summary>Counts a request in; every <see cref="Admission.Admitted"/> is followed by one <see cref="Leave"/>.</summary>
    public Admission Enter()
    {
        lock (gate)
        {
            if (closed)
                return Admission.Closed;
            if (limit > 0 && running >= limit)
                return Admission.Full;
            running++;
            return Admission.Admitted;
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            running--;
            EndIfEmpty();
        }
    }

    /// <summary>Lets in what has no part in the limit; true is followed by one <see cref="LeaveBeside"/>.</summary>
    public bool TryEnterBeside()
    {
        lock (gate)
        {
            if (!closed)
                beside++;
            return !closed;
        }
    }

    public void LeaveBeside()
    {
        lock (gate)
        {
            beside--;
            EndIfEmpty();
        }
    }

    /// <summary>Admits no more; the task completes when the last has left.</summary>
    public Task CloseAsync()
    {
        lock (gate)
        {
            closed = true;
            EndIfEmpty();
            return empty.Task;
        }
    }

    private void EndIfEmpty()
    {
        if (closed && running == 0 && beside == 0)
            empty.TrySetResult();
    }
}

/// <summary>Whether a request may be served.</summary>
internal enum Admission
{
    /// <summary>Yes.</summary>
    Admitted,

    /// <summary>Not now: too many are being served.</summary>
    Full,

    /// <summary>Never again.</summary>
    Closed,
}
