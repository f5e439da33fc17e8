using System.Diagnostics;
using Connectors.Conformance.Queues;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Invocations;
using Connectors.Queues.Sqlite.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Queues.Sqlite.Tests.Killing;

/// <summary>A real process, really killed.</summary>
public sealed class KillTests : IDisposable
{
    private readonly TempDirectory directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Kill_9_loses_nothing_accepted_and_undoes_nothing_completed()
    {
        var said = await KilledAfterAsync(1500);
        await using var store = SqliteStore.Open(new QueueSettings(), directory.Path, TimeProvider.System, NullLogger.Instance);
        var records = new SqliteInvocationRecords(store);
        foreach (var callId in Of(said, "completed "))
            Assert.Equal(InvocationState.Succeeded, (await records.GetAsync(callId, Cancellation))!.State);
        await CompleteAllAsync(store);
        foreach (var callId in Of(said, "accepted "))
        {
            var record = await records.GetAsync(callId, Cancellation);
            Assert.Equal(InvocationState.Succeeded, record?.State);
            Assert.Single(record!.Attempts, attempt => attempt.Status == 200);
            Assert.All(record.Attempts, attempt => Assert.True(attempt.Status == 200 || attempt.Error == LostWrite.Error));
        }
        await store.Sweeper.SweepAsync();
        Assert.Empty(Directory.GetFiles(store.Bodies.Folder));
    }

    private static IEnumerable<CallId> Of(List<string> said, string what) =>
        said.Where(line => line.StartsWith(what, StringComparison.Ordinal)).Select(line => CallId.Parse(line[what.Length..]));

    private async Task<List<string>> KilledAfterAsync(int lines)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.Environment[Program.VictimVariable] = directory.Path;
        using var victim = Process.Start(start)!;
        var said = new List<string>();
        try
        {
            while (said.Count < lines && await victim.StandardOutput.ReadLineAsync(Cancellation) is { } line)
                said.Add(line);
        }
        finally
        {
            victim.Kill();
        }
        // What was said before the blow counts as well, but for a last line cut short.
        var rest = await victim.StandardOutput.ReadToEndAsync(Cancellation);
        said.AddRange(rest.Split('\n')[..^1]);
        await victim.WaitForExitAsync(Cancellation);
        Assert.True(said.Count >= lines, $"The process ended by itself after {said.Count} lines.");
        return said;
    }

    private static async Task CompleteAllAsync(SqliteStore store)
    {
        var queue = new SqliteInvocationQueue(store);
        while (store.Lanes.All.Any(lane => lane.Waiting > 0))
        {
            var leases = await queue.LeaseAsync(new LeaseRequest { Worker = "survivor", Count = 100, Limits = new FunctionLimits() }, Cancellation);
            var report = new AttemptReport(TimeProvider.System.GetUtcNow(), 0, 200, null);
            await Task.WhenAll(leases.Select(lease => lease.EndAsync(new AttemptOutcome.Completed(report, new FunctionResult { Status = 200 }), Cancellation).AsTask()));
        }
    }
}
