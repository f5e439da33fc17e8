using Connectors.Queues.Sqlite.Bodies;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Sweeping;

/// <summary>Removes what has expired and body files that nobody refers to, in small portions.</summary>
internal sealed class Sweeper(SqliteStore store)
{
    /// <summary>Runs until the store stops. Throws what a write throws.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            await SweepAsync();
            await Task.Delay(store.Settings.SweepInterval, store.Time, store.Stopping);
        }
    }

    public async Task SweepAsync()
    {
        await AllAsync(() => new ForgetKeysWrite());
        await AllAsync(() => new DropResultsWrite(store));
        await AllAsync(() => new DropRecordsWrite(store));
        var removed = OrphanSweep.Run(store.Bodies, store.Readers);
        if (removed > 0)
            Log.OrphansRemoved(store.Logger, removed);
    }

    private async Task AllAsync(Func<Write<int>> write)
    {
        while (!store.Stopping.IsCancellationRequested && await store.Writer.RunAsync(write()) >= SweepPortion.Most)
        {
        }
    }
}
