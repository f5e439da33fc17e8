using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Invocations;
using Connectors.Queues.Sqlite.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Queues.Sqlite.Tests.Storage;

public sealed class WriteRoomTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callers_beyond_the_room_wait_their_turn()
    {
        var room = new WriteRoom(100, Patience, time, "queue.db");
        await room.EnterAsync(60, Cancel);
        await room.EnterAsync(60, Cancel);
        var first = room.EnterAsync(90, Cancel).AsTask();
        var second = room.EnterAsync(5, Cancel).AsTask();
        Assert.False(first.IsCompleted || second.IsCompleted);

        room.Leave(60);
        await first;
        Assert.False(second.IsCompleted);
        room.Leave(60);
        await second;
    }

    [Fact]
    public async Task Who_waits_too_long_or_is_one_too_many_is_refused_and_takes_no_room()
    {
        var room = new WriteRoom(100, Patience, time, "queue.db");
        await room.EnterAsync(100, Cancel);
        var patient = room.EnterAsync(100, Cancel).AsTask();
        var refused = await Assert.ThrowsAsync<QueueUnavailableException>(async () => await room.EnterAsync(1, Cancel));
        Assert.Contains("does not keep up", refused.Message, StringComparison.Ordinal);

        time.Advance(Patience);
        await Assert.ThrowsAsync<QueueUnavailableException>(() => patient);
        using var caller = new CancellationTokenSource();
        var leaving = room.EnterAsync(100, caller.Token).AsTask();
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);

        room.Leave(100);
        await room.EnterAsync(1, Cancel);
    }

    [Fact]
    public async Task A_disk_that_stands_still_holds_a_bounded_number_of_bytes()
    {
        using var directory = new TempDirectory();
        await using var store = SqliteStore.Open(new QueueSettings(), directory.Path, time, NullLogger.Instance);
        var queue = new SqliteInvocationQueue(store);
        await queue.EnqueueAsync(Call(0), Cancel);
        using var disk = new SemaphoreSlim(0);
        var standing = store.Writer.RunAsync(new StandingWrite(disk));
        const int Size = 256 << 10;

        // As many as may wait for the disk and for their turn; each more is refused.
        var most = (int)(2 * Writer.MostWaiting / Size);
        var calls = Enumerable.Range(0, most + 10).Select(_ => queue.EnqueueAsync(Call(Size), Cancel).AsTask()).ToList();
        Assert.All(calls.TakeLast(10), call => Assert.IsType<QueueUnavailableException>(call.Exception?.InnerException));
        Assert.Contains(calls, call => !call.IsCompleted);

        disk.Release();
        await standing;
        foreach (var call in calls.SkipLast(10).Where(call => !call.IsFaulted))
            Assert.False((await call).Duplicate);
        Assert.False((await queue.EnqueueAsync(Call(Size), Cancel)).Duplicate);
    }

    private static NewInvocation Call(int size) => new()
    {
        Queue = "q",
        Function = new FunctionName("f", "openfaas-fn"),
        Body = InvocationBody.FromMemory(new byte[size]),
    };

    private sealed class StandingWrite(SemaphoreSlim disk) : Write<bool>
    {
        protected override bool Run(WriteSession session)
        {
            disk.Wait();
            return true;
        }
    }
}
