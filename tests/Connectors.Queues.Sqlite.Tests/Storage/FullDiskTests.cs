using System.Diagnostics;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Invocations;
using Connectors.Queues.Sqlite.Statistics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Queues.Sqlite.Tests.Storage;

/// <summary>On a file system of a few megabytes that this test fills; needs root, to mount it.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly TempDirectory directory = new();
    private bool mounted;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => mounted = await RunAsync("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", directory.Path);

    public async ValueTask DisposeAsync()
    {
        if (mounted)
            Assert.True(await RunAsync("umount", directory.Path));
        directory.Dispose();
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(300_000)]
    public async Task A_full_disk_refuses_loses_nothing_and_recovers(int size)
    {
        Assert.SkipUnless(mounted, "No file system can be mounted here.");
        var ballast = Path.Combine(directory.Path, "ballast");
        await using var store = SqliteStore.Open(new QueueSettings(), Path.Combine(directory.Path, "data"), TimeProvider.System, NullLogger.Instance);
        var queue = new SqliteInvocationQueue(store);
        await File.WriteAllBytesAsync(ballast, new byte[1_000_000], Cancellation);
        var (accepted, refused) = (0, 0);
        while (refused < 3 && accepted < 10_000)
        {
            try
            {
                await queue.EnqueueAsync(Call(size), Cancellation);
                accepted++;
            }
            catch (QueueUnavailableException exception)
            {
                Assert.Contains(directory.Path, exception.Message, StringComparison.Ordinal);
                refused++;
            }
        }
        Assert.Equal(3, refused);
        Assert.Equal(accepted, await PendingAsync(store));
        File.Delete(ballast);
        await queue.EnqueueAsync(Call(size), Cancellation);
        Assert.Equal(accepted + 1, await PendingAsync(store));
        var large = size > store.Settings.InlineLimit.Bytes;
        Assert.Equal(large ? accepted + 1 : 0, Directory.GetFiles(store.Bodies.Folder).Length);
    }

    private static NewInvocation Call(int size) =>
        new() { Queue = "q", Function = new("shout", "openfaas-fn"), Body = InvocationBody.FromMemory(new byte[size]) };

    private static async Task<long> PendingAsync(SqliteStore store) =>
        (await new SqliteQueueStatistics(store).GetAsync(Cancellation)).Sum(queue => queue.Pending);

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(Cancellation);
        return process.ExitCode == 0;
    }
}
