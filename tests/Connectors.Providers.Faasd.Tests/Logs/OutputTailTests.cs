using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Faasd.Logs;
using Connectors.Providers.Local.Logs;
using Connectors.TestServers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Providers.Faasd.Tests.Logs;

/// <summary>What containers write becomes lines, each once, whoever reads when.</summary>
public sealed class OutputTailTests : IDisposable
{
    private readonly TempDirectory directory = new("tail");
    private readonly FunctionLog log;

    public OutputTailTests() =>
        log = new FunctionLog(new FunctionName("shout", "openfaas-fn"), new LogSegments(directory.Below("logs")), 4 << 20, TimeProvider.System, NullLogger.Instance);

    private string Output => directory.Below("output");

    [Fact]
    public async Task A_line_is_told_when_its_end_has_come()
    {
        var tail = Tail();
        Write("on");
        Assert.False(tail.Advance());
        Write("e\ntwo\nthr");
        while (tail.Advance())
        {
            // Until there is no more.
        }
        Assert.Equal(["one", "two"], await LinesAsync());
        tail.Finish();
        Assert.Equal(["one", "two", "thr"], await LinesAsync());
    }

    [Fact]
    public async Task Who_reads_on_later_begins_where_the_other_ended()
    {
        Write("one\nhal");
        Tail().Release();
        Write("f\ntwo\n");
        Tail().Finish();
        Assert.Equal(["one", "half", "two"], await LinesAsync());
    }

    [Fact]
    public async Task What_was_read_takes_no_place_on_the_disk_and_who_appends_meanwhile_loses_nothing()
    {
        var tail = Tail();
        var line = new string('x', 1000) + "\n";
        for (var i = 0; i < 4; i++)
        {
            Write(string.Concat(Enumerable.Repeat(line, 2000)));
            while (tail.Advance())
            {
                // Until there is no more.
            }
        }
        Write("last\n");
        tail.Finish();
        Assert.Equal("last", (await LinesAsync())[^1]);
        var blocks = await Command.RunAsync("stat", "--format=%b", Output);
        Assert.InRange(long.Parse(blocks.Succeeded()) * 512, 0, 3 << 20);
    }

    [Fact]
    public async Task Of_a_flood_that_nobody_could_keep_up_with_the_end_is_kept_and_the_gap_is_told()
    {
        using (var file = File.OpenHandle(Output, FileMode.Create, FileAccess.Write))
            RandomAccess.SetLength(file, 100 << 20);
        Write("\nlast\n");
        Tail().Finish();
        var lines = await LinesAsync();
        Assert.Equal("last", lines[^1]);
        Assert.Contains(lines, line => line.Contains("bytes of output are left out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_text_and_has_no_lines_is_kept_in_pieces()
    {
        File.WriteAllBytes(Output, [.. Enumerable.Repeat((byte)0xFF, 200_000)]);
        Tail().Finish();
        Assert.True((await LinesAsync()).Count > 1);
    }

    public void Dispose()
    {
        log.Dispose();
        directory.Dispose();
    }

    private OutputTail Tail() => new(new OutputFile(Output), "shout-1", log, NullLogger.Instance);

    private void Write(string text) => File.AppendAllText(Output, text);

    private async Task<List<string>> LinesAsync()
    {
        var lines = new List<string>();
        await foreach (var line in LogReading.ReadAsync(log, new FunctionLogQuery { Function = new FunctionName("shout", "openfaas-fn") }, TestContext.Current.CancellationToken))
            lines.Add(line.Text);
        return lines;
    }
}
