using System.Globalization;

namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>Two processes that keep the same schedules, on a shared queue, through whatever happens to them and to the queue's server.</summary>
public sealed class CronReplicas
{
    private const string Ledger = """
          ledger:
            image: ledger
            fprocess: sh -c 'echo "$Http_X_Cron_Tick $Http_X_Call_Id" >> DIR/ledger'
            annotations: { topic: cron-function, schedule: "*/1 * * * * *", com.openfaas.schedule.misfire: all }
        """;

    [Fact]
    public async Task Every_tick_runs_once_though_the_server_restarts_and_a_replica_is_killed()
    {
        await using var hub = await BrokerHub.StartAsync(Ledger);
        await hub.StartWorkerAsync("worker");
        await using var one = await ConnectProcess.StartAsync(hub.Gateway, "cron");
        await using var two = await ConnectProcess.StartAsync(hub.Gateway, "cron");
        await MoreAsync(5);

        await hub.Server.KillAsync();
        await hub.Server.StartAgainAsync();
        await MoreAsync(5);

        await one.KillAsync();
        await MoreAsync(5);

        await one.StartAgainAsync();
        await two.KillAsync();
        await MoreAsync(5);

        var ticks = hub.Lines("ledger").Select(line => DateTimeOffset.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)).Order().ToList();
        Assert.Equal(Enumerable.Range(0, ticks.Count).Select(second => ticks[0].AddSeconds(second)), ticks);

        // Ticks arrive in no order; only when those that wait have run as well are they without a gap.
        Task MoreAsync(int count)
        {
            var enough = hub.Lines("ledger").Length + count;
            return Eventually.TrueAsync(
                () => Task.FromResult(hub.Lines("ledger").Length >= enough && WithoutGap(hub.Lines("ledger"))), BrokerHub.Soon,
                () => $"not {enough} ticks without a gap: {string.Join(" | ", hub.Lines("ledger").Order())}\n{hub.Output}\none:\n{one.Output}\ntwo:\n{two.Output}");
        }
    }

    private static bool WithoutGap(string[] lines)
    {
        var ticks = lines.Where(line => line.Length > 20).Select(line => DateTimeOffset.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)).Order().ToList();
        return ticks.Count > 0 && ticks[^1] - ticks[0] == TimeSpan.FromSeconds(ticks.Distinct().Count() - 1);
    }
}
