using Connectors.Cron.Tests.Support;
using Connectors.Cron.Waking;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Cron.Tests.Ticks;

/// <summary>The real clock and the real scheduler.</summary>
public class QuartzRunTests
{
    [Fact]
    public async Task Every_second_fires_every_second_for_many_functions_and_stops_when_told()
    {
        const int Functions = 50;
        var hub = new Hub();
        hub.Deploy([.. Enumerable.Range(0, Functions).Select(i => Hub.Function($"f{i:000}", "* * * * * *"))]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var connector = new CronConnector(
            new CronSettings(), token => QuartzWakeUps.StartAsync(TimeProvider.System, token), TimeProvider.System, new Random(7), NullLogger<CronConnector>.Instance);
        var run = connector.RunAsync(hub.NewContext(), stop.Token);

        await Eventually.CountAsync(() => hub.Queued, 4 * Functions);
        await stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        foreach (var ticks in hub.Events.GroupBy(tick => tick.Id!.Split('@')[0]))
        {
            var times = ticks.Select(tick => tick.Time!.Value).ToList();
            Assert.Equal(Enumerable.Range(0, times.Count).Select(i => times[0].AddSeconds(i)), times);
        }
        var queued = hub.Queued.Count;
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        Assert.Equal(queued, hub.Queued.Count);
    }
}
