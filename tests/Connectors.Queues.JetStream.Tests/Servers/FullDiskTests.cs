using System.Diagnostics;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Core.Units;

namespace Connectors.Queues.JetStream.Tests.Servers;

/// <summary>A server whose disk is full, or that may take no more of it.</summary>
public sealed class FullDiskTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)] // The server itself bounds what it takes of so small a disk.
    [InlineData(true)] // It finds out by writing.
    public async Task A_full_disk_refuses_loses_nothing_and_recovers_with_room(bool unbounded)
    {
        await using var rig = await Rig.StartAsync(
            own: new() { RecordMaxBytes = ByteSize.MiB(1) }, common: new() { AckWait = TimeSpan.FromSeconds(1), ResultMaxBytes = ByteSize.MiB(1) });
        await rig.Server.KillAsync();
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", rig.Server.StoreDirectory), "A small disk needs root and mount.");
        try
        {
            await rig.Server.StartAgainAsync(unbounded ? $"jetstream {{ store_dir: \"{rig.Server.StoreDirectory}\", max_file_store: 1GB }}" : null);
            var store = await rig.OpenAsync();
            var accepted = new List<CallId>();
            var refused = await Assert.ThrowsAsync<QueueUnavailableException>(() => FillAsync(store, accepted));
            Assert.Contains(unbounded ? "its disk is not full" : "max_file_store", refused.Message, StringComparison.Ordinal);
            Assert.NotEmpty(accepted);
            // A server of 2.9 that has hit the end of a disk answers nothing more, SIGTERM included.
            await rig.Server.KillAsync();
            Assert.True(await RunAsync("mount", "-o", "remount,size=64m", rig.Server.StoreDirectory));
            await rig.Server.StartAgainAsync();
            await Rig.EventuallyAsync(() => AcceptsAsync(store, accepted));
            var completed = new HashSet<CallId>();
            while (completed.Count < accepted.Count)
            {
                foreach (var lease in await Rig.LeaseAsync(store, 16))
                {
                    Assert.True(await Rig.CompleteAsync(lease));
                    Assert.True(completed.Add(lease.Invocation.CallId));
                }
            }
            Assert.Equal(accepted.ToHashSet(), completed);
        }
        finally
        {
            await rig.Server.KillAsync();
            await RunAsync("umount", rig.Server.StoreDirectory);
        }
    }

    [Fact]
    public async Task A_server_with_too_little_room_stops_the_start_with_a_sentence()
    {
        await using var rig = await Rig.StartAsync();
        await rig.Server.KillAsync();
        await rig.Server.StartAgainAsync($"jetstream {{ store_dir: \"{rig.Server.StoreDirectory}\", max_file_store: 1GB }}");
        var refused = await Assert.ThrowsAsync<QueueStartException>(() => rig.OpenAsync());
        Assert.Contains("CONNECTORS_RECORDS", refused.Message, StringComparison.Ordinal);
        Assert.Contains("2GiB", refused.Message, StringComparison.Ordinal);
        Assert.Contains("queue.record-max-bytes", refused.Message, StringComparison.Ordinal);
    }

    private static async Task FillAsync(JetStreamStore store, List<CallId> accepted)
    {
        while (true)
            accepted.Add(await Rig.EnqueueAsync(store, Rig.Call(new string('x', 100_000))));
    }

    private static async Task<bool> AcceptsAsync(JetStreamStore store, List<CallId> accepted)
    {
        try
        {
            accepted.Add(await Rig.EnqueueAsync(store));
            return true;
        }
        catch (QueueUnavailableException)
        {
            return false;
        }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(Cancellation);
        return process.ExitCode == 0;
    }
}
