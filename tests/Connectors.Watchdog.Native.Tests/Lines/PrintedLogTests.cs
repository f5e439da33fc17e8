using System.Text;
using Connectors.Watchdog.Native.Lines;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Watchdog.Native.Tests.Lines;

public sealed class PrintedLogTests : IDisposable
{
    private readonly MemoryStream output = new();
    private readonly LimitedStream error = new();
    private readonly PrintedLog log;

    public PrintedLogTests() => log = new PrintedLog(new FakeTimeProvider(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero)), output, error);

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public void Each_line_bears_time_and_stream_and_goes_where_it_came_from()
    {
        log.Write("own");
        log.Write(LineSource.Output, "out ☃");
        log.Write(LineSource.Error, "err");
        Assert.Equal("2030/01/02 03:04:05 stdout: out ☃\n", Text(output));
        Assert.Equal("2030/01/02 03:04:05 own\n2030/01/02 03:04:05 stderr: err\n", Text(error));
    }

    [Fact]
    public void Raw_lines_are_the_functions_own()
    {
        log.Prefix = false;
        log.Write("own");
        log.Write(LineSource.Output, "{\"a\":1}");
        log.Write(LineSource.Error, "");
        Assert.Equal("{\"a\":1}\n", Text(output));
        Assert.Equal("2030/01/02 03:04:05 own\n\n", Text(error));
    }

    [Fact]
    public void Lines_that_could_not_be_written_are_counted_and_told_once_there_is_room_again()
    {
        error.IsFull = true;
        log.Write("one");
        log.Write(LineSource.Error, "two");
        error.IsFull = false;
        log.Write("three");
        log.Write("four");
        Assert.Equal("2 lines could not be written here.|three|four|", Text(error).Replace("2030/01/02 03:04:05 ", "").Replace('\n', '|'));
    }

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());

    private sealed class LimitedStream : MemoryStream
    {
        public bool IsFull { get; set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (IsFull)
                throw new IOException("No space left on device");
            base.Write(buffer);
        }
    }
}
