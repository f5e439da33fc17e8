using System.Text;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Bodies;
using Connectors.Queues.Sqlite.Invocations;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Queues.Sqlite.Tests.Bodies;

public sealed class OrphanSweepTests : IAsyncDisposable
{
    private readonly TempDirectory directory = new();
    private readonly SqliteStore store;

    public OrphanSweepTests()
    {
        Directory.CreateDirectory(Path.Combine(directory.Path, "bodies"));
        File.WriteAllText(Path.Combine(directory.Path, "bodies", "old.body"), "left by a crash");
        store = SqliteStore.Open(new QueueSettings { InlineLimit = new(100) }, directory.Path, TimeProvider.System, NullLogger.Instance);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task Files_nobody_refers_to_go_and_those_in_use_stay()
    {
        var used = await EnqueueAsync(InvocationBody.FromMemory(new byte[1000]));
        var body = new GatedStream();
        var enqueueing = EnqueueAsync(InvocationBody.FromStream(body));
        await body.Asked;
        await File.WriteAllTextAsync(store.Bodies.PathOf("orphan.body"), "orphan", Cancellation);
        await File.WriteAllTextAsync(store.Bodies.PathOf("not-ours.txt"), "a reader's note", Cancellation);
        await store.Sweeper.SweepAsync();
        Assert.False(File.Exists(store.Bodies.PathOf("orphan.body")));
        Assert.False(File.Exists(store.Bodies.PathOf("old.body")));
        Assert.True(File.Exists(store.Bodies.PathOf("not-ours.txt")));
        Assert.Equal(2, Directory.GetFiles(store.Bodies.Folder, "*.body").Length);
        body.Finish();
        Assert.NotEqual(used, await enqueueing);
        await store.Sweeper.SweepAsync();
        Assert.Equal(2, Directory.GetFiles(store.Bodies.Folder, "*.body").Length);
        Assert.Equal(0, OrphanSweep.Run(store.Bodies, store.Readers));
    }

    private async Task<CallId> EnqueueAsync(InvocationBody body) => (await new SqliteInvocationQueue(store).EnqueueAsync(
        new NewInvocation { Queue = "q", Function = new("shout", "openfaas-fn"), Body = body }, Cancellation)).CallId;

    /// <summary>Gives a first portion, then waits.</summary>
    private sealed class GatedStream : MemoryStream
    {
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public GatedStream() : base(Encoding.UTF8.GetBytes(new string('g', 500)))
        {
        }

        public Task Asked => asked.Task;

        public void Finish() => finished.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == Length)
            {
                asked.TrySetResult();
                await finished.Task.WaitAsync(cancellationToken);
            }
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
