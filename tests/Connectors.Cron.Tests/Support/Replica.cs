using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Cron.Tests.Support;

/// <summary>One running cron connector.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly TimerWakeUps wakeUps;

    public Replica(Hub hub, FakeTimeProvider time, CronSettings? settings = null, ILogger<CronConnector>? logger = null)
    {
        wakeUps = new TimerWakeUps(time);
        Context = hub.NewContext();
        var connector = new CronConnector(
            settings ?? new CronSettings(), _ => Task.FromResult<Waking.IWakeUps>(wakeUps), time, new Random(7), logger ?? NullLogger<CronConnector>.Instance);
        Run = connector.RunAsync(Context, stop.Token);
    }

    public Hub.Context Context { get; }

    public Task Run { get; }

    /// <summary>Until so many schedules have been started since the replica began.</summary>
    public Task StartedAsync(int schedules) => Eventually.TrueAsync(() => Volatile.Read(ref wakeUps.Waiting) >= schedules);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Run.WaitAsync(TimeSpan.FromSeconds(30));
        stop.Dispose();
    }
}
