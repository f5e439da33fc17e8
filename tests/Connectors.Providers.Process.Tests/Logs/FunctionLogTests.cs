using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Logs;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Providers.Process.Tests.Logs;

public sealed class FunctionLogTests : IDisposable
{
    private const int MaxBytes = 64 * 1024;
    private static readonly FunctionName Name = new("a", FunctionName.DefaultNamespace);

    private readonly TemporaryDirectory directory = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly LogRecorder recorder = new();

    public void Dispose() => directory.Dispose();

    private FunctionLog Open() => new(Name, new LogSegments(directory.File("log")), MaxBytes, time, recorder);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<List<FunctionLogLine>> ReadAsync(FunctionLog log, FunctionLogQuery? query = null)
    {
        var lines = new List<FunctionLogLine>();
        await foreach (var line in LogReading.ReadAsync(log, query ?? new FunctionLogQuery { Function = Name }, Cancellation))
            lines.Add(line);
        return lines;
    }

    private static async Task<List<string>> TextsAsync(FunctionLog log, FunctionLogQuery? query = null) => [.. (await ReadAsync(log, query)).Select(line => line.Text)];

    [Fact]
    public async Task Lines_come_back_as_written()
    {
        using var log = Open();
        log.Write("a-1", " tabs\tand blanks ");
        time.Advance(TimeSpan.FromTicks(1_234_567));
        log.Write("a-2", "ünï 😀");
        log.Write("a-2", "");
        log.Write("a-2", "two\nlines\n");
        Assert.Equal(
            [
                new FunctionLogLine("a", "openfaas-fn", "a-1", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), " tabs\tand blanks "),
                new FunctionLogLine("a", "openfaas-fn", "a-2", time.GetUtcNow(), "ünï 😀"),
                new FunctionLogLine("a", "openfaas-fn", "a-2", time.GetUtcNow(), ""),
                new FunctionLogLine("a", "openfaas-fn", "a-2", time.GetUtcNow(), "two"),
                new FunctionLogLine("a", "openfaas-fn", "a-2", time.GetUtcNow(), "lines"),
            ],
            await ReadAsync(log));
    }

    [Fact]
    public async Task A_flood_keeps_the_newest_lines_within_the_bound()
    {
        using var log = Open();
        for (var i = 0; i < 20_000; i++)
            log.Write("a-1", $"line {i}");
        var bytes = Directory.GetFiles(directory.File("log")).Sum(path => new FileInfo(path).Length);
        Assert.InRange(bytes, MaxBytes / 2, MaxBytes);
        var lines = await TextsAsync(log);
        Assert.Equal(Enumerable.Range(20_000 - lines.Count, lines.Count).Select(i => $"line {i}"), lines);
        Assert.Equal(["line 19998", "line 19999"], await TextsAsync(log, new FunctionLogQuery { Function = Name, Tail = 2 }));
    }

    [Fact]
    public async Task Long_lines_become_several_and_no_character_is_cut()
    {
        using var log = Open();
        var text = "x" + string.Concat(Enumerable.Repeat("😀", 10_000));
        log.Write("a-1", text);
        var lines = await TextsAsync(log, new FunctionLogQuery { Function = Name });
        Assert.True(lines.Count > 1);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, LogLineFormat.MaxCharacters));
        Assert.EndsWith(string.Concat(lines), text, StringComparison.Ordinal);
        Assert.DoesNotContain('\ufffd', string.Concat(lines));
    }

    [Fact]
    public async Task A_torn_line_is_left_out_and_the_next_follows_cleanly()
    {
        using (var log = Open())
            log.Write("a-1", "whole");
        var file = Directory.GetFiles(directory.File("log")).Single();
        await File.AppendAllTextAsync(file, "2026-01-02T03:04:05.0000000Z a-1 to", Cancellation);
        using var again = Open();
        Assert.Equal(["whole"], await TextsAsync(again));
        again.Write("a-1", "next");
        Assert.Equal(["whole", "next"], await TextsAsync(again));
    }

    [Fact]
    public async Task What_is_no_line_is_skipped()
    {
        Directory.CreateDirectory(directory.File("log"));
        await File.WriteAllTextAsync(directory.File("log", "0000000001.log"), "rubbish\n\n2026-99-99T03:04:05.0000000Z a b\n" + new string('x', 200_000) + "\n2026-01-02T03:04:05.0000000Z a-1 good\n", Cancellation);
        await File.WriteAllTextAsync(directory.File("log", "notes.log"), "not ours", Cancellation);
        using var log = Open();
        Assert.Equal(["good"], await TextsAsync(log));
    }

    [Fact]
    public async Task Since_is_inclusive()
    {
        using var log = Open();
        log.Write("a-1", "before");
        time.Advance(TimeSpan.FromTicks(1));
        var since = time.GetUtcNow();
        log.Write("a-1", "at");
        time.Advance(TimeSpan.FromSeconds(1));
        log.Write("a-2", "after");
        Assert.Equal(["at", "after"], await TextsAsync(log, new FunctionLogQuery { Function = Name, Since = since }));
        Assert.Equal(["at"], await TextsAsync(log, new FunctionLogQuery { Function = Name, Since = since, Instance = "a-1" }));
        Assert.Equal(["after"], await TextsAsync(log, new FunctionLogQuery { Function = Name, Since = since, Tail = 1 }));
        Assert.Equal(["at"], await TextsAsync(log, new FunctionLogQuery { Function = Name, Instance = "a-1", Tail = 1 }));
    }

    [Fact]
    public async Task A_follower_sees_every_line_once_across_rotation_and_ends_with_the_log()
    {
        var log = Open();
        log.Write("a-1", "0");
        var seen = new List<string>();
        var caughtUp = new SemaphoreSlim(0);
        var following = Task.Run(
            async () =>
            {
                await foreach (var line in LogReading.ReadAsync(log, new FunctionLogQuery { Function = Name, Follow = true, Tail = 1 }, Cancellation))
                {
                    seen.Add(line.Text);
                    caughtUp.Release();
                }
            },
            Cancellation);
        await caughtUp.WaitAsync(Cancellation);
        for (var i = 1; i < 5_000; i++)
        {
            log.Write("a-1", $"{i}");
            if (i % 100 != 0)
                continue;
            for (var j = 0; j < 100; j++)
                await caughtUp.WaitAsync(Cancellation);
        }
        for (var j = 0; j < 99; j++)
            await caughtUp.WaitAsync(Cancellation);
        log.Dispose();
        await following;
        Assert.Equal(Enumerable.Range(0, 5_000).Select(i => $"{i}"), seen);
        Assert.True(Directory.GetFiles(directory.File("log")).Length > 1);
    }

    [Fact]
    public async Task A_cancelled_follower_stops()
    {
        using var log = Open();
        using var cancelled = new CancellationTokenSource();
        var reading = Task.Run(
            async () =>
            {
                await foreach (var _ in LogReading.ReadAsync(log, new FunctionLogQuery { Function = Name, Follow = true }, cancelled.Token))
                    Assert.Fail("nothing was written");
            },
            Cancellation);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task An_unwritable_log_loses_lines_says_so_once_and_recovers()
    {
        await File.WriteAllTextAsync(directory.File("log"), "in the way", Cancellation);
        using var log = Open();
        log.Write("a-1", "lost");
        log.Write("a-1", "lost too");
        Assert.Single(recorder.Lines, line => line.Contains(directory.File("log"), StringComparison.Ordinal));
        File.Delete(directory.File("log"));
        log.Write("a-1", "kept");
        Assert.Equal(["kept"], await TextsAsync(log));
    }

    [Fact]
    public async Task Concurrent_writers_do_not_mix_their_lines()
    {
        using var log = Open();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(
            () =>
            {
                for (var i = 0; i < 200; i++)
                    log.Write($"a-{writer}", $"{writer}:{i}");
            },
            Cancellation)));
        var lines = await ReadAsync(log);
        Assert.Equal(800, lines.Count);
        for (var writer = 0; writer < 4; writer++)
            Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{writer}:{i}"), lines.Where(line => line.Instance == $"a-{writer}").Select(line => line.Text));
    }
}
