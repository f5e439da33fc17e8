using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Callbacks;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Queues.Sqlite.Tests.Storage;

public sealed class OpeningTests : IDisposable
{
    private readonly TempDirectory directory = new();

    private string File => Path.Combine(directory.Path, "queue.db");

    public void Dispose() => directory.Dispose();

    private SqliteStore Open(string? path = null) => SqliteStore.Open(new QueueSettings(), path ?? directory.Path, TimeProvider.System, NullLogger.Instance);

    [Fact]
    public async Task A_second_process_is_refused_until_the_first_has_closed()
    {
        await using (Open())
        {
            var refused = Assert.Throws<QueueStartException>(() => Open());
            Assert.Contains(directory.Path, refused.Message, StringComparison.Ordinal);
            Assert.Contains("another process", refused.Message, StringComparison.Ordinal);
        }
        await Open().DisposeAsync();
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_alone()
    {
        System.IO.File.WriteAllText(File, new string('x', 10_000));
        var refused = Assert.Throws<QueueStartException>(() => Open());
        Assert.Contains(File, refused.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 10_000), System.IO.File.ReadAllText(File));
        Assert.Throws<QueueStartException>(() => Open());
    }

    [Fact]
    public async Task A_database_with_torn_pages_is_refused()
    {
        await Open().DisposeAsync();
        var bytes = await System.IO.File.ReadAllBytesAsync(File, TestContext.Current.CancellationToken);
        Array.Fill(bytes, (byte)0xEE, 200, bytes.Length - 200);
        await System.IO.File.WriteAllBytesAsync(File, bytes, TestContext.Current.CancellationToken);
        Assert.Contains(File, Assert.Throws<QueueStartException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_by_name()
    {
        await Open().DisposeAsync();
        using (var database = Database.Open(File))
            database.Execute("PRAGMA user_version=99");
        var refused = Assert.Throws<QueueStartException>(() => Open());
        Assert.Contains("newer release (schema 99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_refused()
    {
        var file = Path.Combine(directory.Path, "file");
        System.IO.File.WriteAllText(file, "");
        var path = Path.Combine(file, "data");
        Assert.Contains(path, Assert.Throws<QueueStartException>(() => Open(path)).Message, StringComparison.Ordinal);
        Assert.Contains("/proc/connectors", Assert.Throws<QueueStartException>(() => Open("/proc/connectors")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Upgrade_runs_the_missing_steps_in_order_and_each_once()
    {
        string[] steps = ["CREATE TABLE a(x)", "ALTER TABLE a ADD COLUMN y", "INSERT INTO a(x, y) VALUES(1, 2)"];
        using var database = Database.Open(File);
        Schema.Upgrade(database, File, steps[..1]);
        Schema.Upgrade(database, File, steps);
        Schema.Upgrade(database, File, steps);
        using var query = database.Query("SELECT count(*), sum(y) FROM a");
        Assert.True(query.Step());
        Assert.Equal((1, 2), (query.Long(0), query.Long(1)));
    }

    [Fact]
    public void A_step_that_fails_leaves_the_version_before_it_and_the_start_says_so()
    {
        string[] steps = [Schema.Steps[0], "CREATE TABLE b(x); CREATE TABLE b(x)"];
        Assert.Throws<QueueStartException>(() => Opening.Open(File, TimeProvider.System, new LaneMap(), new HostMap(), steps));
        using var database = Database.Open(File);
        using (var version = database.Query("PRAGMA user_version"))
            Assert.Equal(1, version.Step() ? version.Long(0) : -1);
        using var table = database.Query("SELECT count(*) FROM sqlite_schema WHERE name='b'");
        Assert.Equal(0, table.Step() ? table.Long(0) : -1);
    }

    [Fact]
    public async Task What_was_stored_by_the_first_schema_is_read_after_an_upgrade()
    {
        await using (var subject = Open())
        {
            var queue = new Invocations.SqliteInvocationQueue(subject);
            await queue.EnqueueAsync(new NewInvocation { Queue = "q", Function = new("shout", "openfaas-fn"), RequestedCallId = "old" }, TestContext.Current.CancellationToken);
        }
        string[] steps = [.. Schema.Steps, "ALTER TABLE invocations ADD COLUMN later TEXT"];
        var lanes = new LaneMap();
        using var opened = Opening.Open(File, TimeProvider.System, lanes, new HostMap(), steps).Database;
        Assert.Equal(1, Assert.Single(lanes.All).Count(Stage.Ready));
    }
}
