using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Invocations;
using Connectors.Queues.Sqlite.Records;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Queues.Sqlite.Tests.Storage;

public sealed class RecordRetentionTests : IAsyncDisposable
{
    private readonly TempDirectory directory = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly SqliteStore store;

    public RecordRetentionTests() =>
        store = SqliteStore.Open(new QueueSettings { RecordRetention = TimeSpan.FromDays(7) }, directory.Path, time, NullLogger.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task Old_records_go_but_dead_letters_the_waiting_and_pending_callbacks_stay()
    {
        var done = await EndedAsync(new AttemptOutcome.Completed(Report, Answer));
        var dead = await EndedAsync(new AttemptOutcome.Dead(Report, Answer, "dead"));
        var calling = await EndedAsync(new AttemptOutcome.Completed(Report, Answer), new Uri("http://example.com/"));
        var waiting = await EnqueueAsync(null);
        time.Advance(TimeSpan.FromDays(6));
        await store.Sweeper.SweepAsync();
        Assert.Equal([true, true, true, true], await KnownAsync(done, dead, calling, waiting));
        time.Advance(TimeSpan.FromDays(2));
        await store.Sweeper.SweepAsync();
        Assert.Equal([false, true, true, true], await KnownAsync(done, dead, calling, waiting));
    }

    private AttemptReport Report => new(time.GetUtcNow(), 1, 200, null);

    private static FunctionResult Answer => new() { Status = 200 };

    private async Task<CallId> EnqueueAsync(Uri? callback) => (await new SqliteInvocationQueue(store).EnqueueAsync(
        new NewInvocation { Queue = "q", Function = new("shout", "openfaas-fn"), CallbackUrl = callback }, Cancellation)).CallId;

    private async Task<CallId> EndedAsync(AttemptOutcome outcome, Uri? callback = null)
    {
        var callId = await EnqueueAsync(callback);
        var leases = await new SqliteInvocationQueue(store).LeaseAsync(new() { Worker = "w", Count = 1, Limits = new Conformance.Queues.FunctionLimits() }, Cancellation);
        Assert.True(await leases[0].EndAsync(outcome, Cancellation));
        return callId;
    }

    private async Task<IEnumerable<bool>> KnownAsync(params CallId[] ids) =>
        await Task.WhenAll(ids.Select(async id => await new SqliteInvocationRecords(store).GetAsync(id, Cancellation) is not null));
}
