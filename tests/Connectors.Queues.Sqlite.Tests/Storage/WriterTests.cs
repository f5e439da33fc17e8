using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Checkpoints;
using Connectors.Queues.Sqlite.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Queues.Sqlite.Tests.Storage;

public sealed class WriterTests : IAsyncDisposable
{
    private readonly TempDirectory directory = new();
    private readonly SqliteStore store;

    public WriterTests() => store = SqliteStore.Open(new QueueSettings(), directory.Path, TimeProvider.System, NullLogger.Instance);

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task A_failing_write_hurts_no_other_and_leaves_nothing_behind()
    {
        var writes = Enumerable.Range(0, 100).Select(n => n % 10 == 0
            ? store.Writer.RunAsync(new FailingWrite($"{n}"))
            : store.Writer.RunAsync(new CheckpointWrite($"{n}", new byte[1], 0))).ToList();
        for (var n = 0; n < writes.Count; n++)
        {
            if (n % 10 == 0)
                Assert.Equal("on purpose", (await Assert.ThrowsAsync<InvalidOperationException>(() => writes[n])).Message);
            else
                Assert.True(await writes[n]);
        }
        Assert.Equal(90, store.Readers.Read(database => Count(database)));
    }

    [Fact]
    public async Task A_database_that_may_not_grow_refuses_and_goes_on_when_it_may()
    {
        await store.Writer.RunAsync(new PragmaWrite("PRAGMA max_page_count=1"));
        var refused = await Assert.ThrowsAsync<QueueUnavailableException>(() => store.Writer.RunAsync(new CheckpointWrite("big", new byte[500_000], 0)));
        Assert.Contains("full", refused.Message, StringComparison.Ordinal);
        await store.Writer.RunAsync(new PragmaWrite("PRAGMA max_page_count=1000000"));
        Assert.True(await store.Writer.RunAsync(new CheckpointWrite("big", new byte[500_000], 0)));
    }

    [Fact]
    public async Task A_closed_store_refuses()
    {
        await store.DisposeAsync();
        await Assert.ThrowsAsync<QueueUnavailableException>(() => store.Writer.RunAsync(new CheckpointWrite("k", default, 0)));
        await Assert.ThrowsAsync<QueueUnavailableException>(async () => await new SqliteCheckpointStore(store).GetAsync("k", TestContext.Current.CancellationToken));
    }

    private static long Count(Database database)
    {
        using var query = database.Query("SELECT count(*) FROM checkpoints");
        return query.Step() ? query.Long(0) : -1;
    }

    private sealed class FailingWrite(string key) : Write<bool>
    {
        protected override bool Run(WriteSession session)
        {
            session.Database.Query("INSERT INTO checkpoints(name, value, version) VALUES(?, x'', 1)").Bind(key).Run();
            throw new InvalidOperationException("on purpose");
        }
    }

    private sealed class PragmaWrite(string pragma) : Write<bool>
    {
        protected override bool Run(WriteSession session)
        {
            session.Database.Query(pragma).Run();
            return true;
        }
    }
}
