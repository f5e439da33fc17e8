using Microsoft.Extensions.Logging;

namespace Connectors.Webhooks.Sources;

/// <summary>
/// Tells the log of deliveries without proof. Anybody can send them, as many as they like, so a source has one line a minute: the first at once,
/// and at the end of each minute how many more there were. Thread-safe.
/// </summary>
internal sealed class RefusedDeliveries(string source, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private ITimer? minute;
    private ILogger? logger;
    private long others;
    private (string Remote, string Fault) last;
    private bool disposed;

    /// <summary>Tells of one, now or together with others.</summary>
    public void Tell(ILogger log, string remote, string fault)
    {
        lock (gate)
        {
            if (disposed)
                return;
            if (minute is not null)
            {
                others++;
                last = (remote, fault);
                return;
            }
            logger = log;
            minute = time.CreateTimer(static state => ((RefusedDeliveries)state!).Summarise(), this, Between, Between);
        }
        Log.NotAuthentic(log, source, remote, fault);
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            minute?.Dispose();
        }
    }

    private void Summarise()
    {
        long count;
        (string Remote, string Fault) shown;
        lock (gate)
        {
            (count, others, shown) = (others, 0, last);
            if (disposed || count == 0)
            {
                // A quiet minute: the next one is news again.
                minute?.Dispose();
                minute = null;
                return;
            }
        }
        Log.MoreNotAuthentic(logger!, count, source, shown.Remote, shown.Fault);
    }
}
