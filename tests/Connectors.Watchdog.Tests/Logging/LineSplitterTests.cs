using System.Text;
using Connectors.Watchdog.Logging;

namespace Connectors.Watchdog.Tests.Logging;

public sealed class LineSplitterTests
{
    [Theory]
    [InlineData(new[] { "a\nb\n" }, new[] { "a", "b" })]
    [InlineData(new[] { "a", "b\nc", "\n\nd" }, new[] { "ab", "c", "", "d" })]
    [InlineData(new[] { "a\r\n", "b\r", "\n" }, new[] { "a", "b" })]
    [InlineData(new[] { "12345678" }, new[] { "12345678" })]
    [InlineData(new[] { "12345678\n" }, new[] { "12345678" })]
    [InlineData(new[] { "1234567890123456789\nx" }, new[] { "12345678", "90123456", "789", "x" })]
    [InlineData(new[] { "č", "č\n" }, new[] { "čč" })]
    public void Bytes_become_lines_and_long_ones_are_cut(string[] parts, string[] expected)
    {
        var lines = new List<string>();
        var splitter = new LineSplitter(lines.Add, limit: 8);
        foreach (var part in parts)
            splitter.Write(Encoding.UTF8.GetBytes(part));
        splitter.End();
        Assert.Equal(expected, lines);
    }
}
