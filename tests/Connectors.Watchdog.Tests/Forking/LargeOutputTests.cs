using System.Net;
using Connectors.Watchdog.Forking;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Forking;

public sealed class LargeOutputTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("watchdog-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8192)]
    [InlineData(PooledOutput.MostInMemory - 1)]
    [InlineData(PooledOutput.MostInMemory)]
    [InlineData(PooledOutput.MostInMemory * 2)]
    [InlineData((PooledOutput.MostInMemory * 9) + 7)]
    public async Task What_is_held_comes_out_as_it_went_in_and_most_of_it_lies_on_disk(int size)
    {
        await using var output = new PooledOutput(folder);
        var sent = new byte[size];
        new Random(1).NextBytes(sent);
        for (var at = 0; at < size;)
        {
            var room = output.Room();
            Assert.False(room.IsEmpty);
            var count = Math.Min(Math.Min(room.Length, 5000), size - at);
            sent.AsMemory(at, count).CopyTo(room);
            await output.AdvanceAsync(count);
            at += count;
        }

        using var received = new MemoryStream();
        var writer = System.IO.Pipelines.PipeWriter.Create(received);
        await output.CopyToAsync(writer, Token);
        await writer.CompleteAsync();

        Assert.Equal(size, output.Length);
        Assert.True(sent.AsSpan().SequenceEqual(received.ToArray()));
        Assert.InRange(output.Length - output.Spilled, 0, PooledOutput.MostInMemory * 2);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Theory]
    [InlineData("head -c 20000000 /dev/zero", HttpStatusCode.OK, 20_000_000)]
    [InlineData("sh -c 'head -c 20000000 /dev/zero; exit 3'", HttpStatusCode.InternalServerError, 20_000_014)]
    public async Task A_large_answer_arrives_whole_and_leaves_nothing(string process, HttpStatusCode status, int length)
    {
        await using var watchdog = await RunningWatchdog.StartAsync(process, InFolder);
        using var response = await watchdog.PostAsync("");
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(length, (await response.Content.ReadAsByteArrayAsync(Token)).Length);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public async Task Endless_output_ends_at_the_limit_with_the_group_killed_and_nothing_left()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("sh -c 'sleep 1000 & echo $! >&2; yes'", options => InFolder(options) with { MaxOutputBytes = 8 << 20, CombineOutput = false });
        using var response = await watchdog.PostAsync("");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.StartsWith("The output is longer than 8MiB; the process was killed.", await TextAsync(response), StringComparison.Ordinal);
        Assert.Empty(watchdog.Server.ProcessIds);
        var sleeper = watchdog.Lines.Select(line => int.TryParse(line, out var pid) ? pid : 0).Max();
        Assert.NotEqual(0, sleeper);
        await watchdog.UntilAsync(() => !IsAlive(sleeper), "the whole group is gone");
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public async Task A_disk_that_takes_no_output_is_a_500_and_kills_the_group()
    {
        var gone = Directory.CreateDirectory(Path.Combine(folder, "gone")).FullName;
        await using var watchdog = await RunningWatchdog.StartAsync("yes", options => options with
        {
            Environment = new Dictionary<string, string>(PathOnly) { ["TMPDIR"] = gone },
        });
        Directory.Delete(gone);
        using var response = await watchdog.PostAsync("");
        Assert.Equal((HttpStatusCode.InternalServerError, "The output could not be held; the log says why."), (response.StatusCode, await TextAsync(response)));
        Assert.Empty(watchdog.Server.ProcessIds);
        Assert.Contains(watchdog.Lines, line => line.Contains(gone, StringComparison.Ordinal));
    }

    private WatchdogOptions InFolder(WatchdogOptions options) => options with
    {
        Environment = new Dictionary<string, string>(PathOnly) { ["TMPDIR"] = folder },
    };
}
