using Connectors.Core.Units;

namespace Connectors.Core.Tests.Units;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("64MiB", 64L << 20)]
    [InlineData("64 MiB", 64L << 20)]
    [InlineData(" 64mib ", 64L << 20)]
    [InlineData("256kB", 256_000)]
    [InlineData("1GiB", 1L << 30)]
    [InlineData("1.5KiB", 1536)]
    [InlineData("1500", 1500)]
    [InlineData("1500B", 1500)]
    [InlineData("0", 0)]
    [InlineData("2K", 2000)]
    [InlineData("3M", 3_000_000)]
    [InlineData("4G", 4_000_000_000)]
    [InlineData("1T", 1_000_000_000_000)]
    [InlineData("1TB", 1_000_000_000_000)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("8388607.5TiB", 9223371487098961920)]
    public void Reads_sizes(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var size));
        Assert.Equal(bytes, size.Bytes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("B")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("1,5KiB")]
    [InlineData("1 2KiB")]
    [InlineData("1MiBB")]
    [InlineData("1PiB")]
    [InlineData("1\u212AiB")]
    [InlineData("٣KiB")]
    [InlineData("9223372036854775808")]
    [InlineData("8388608TiB")]
    [InlineData("99999999999999999999999999999999TiB")]
    [InlineData("79228162514264337593543950335TiB")]
    public void Refuses_everything_else(string? text)
    {
        Assert.False(ByteSize.TryParse(text, out var size));
        Assert.Equal(default, size);
    }

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(1500, "1500B")]
    [InlineData(1024, "1KiB")]
    [InlineData(64L << 20, "64MiB")]
    [InlineData(3L << 40, "3TiB")]
    [InlineData((1L << 30) + 1, "1073741825B")]
    public void Writes_the_shortest_exact_form_and_reads_it_back(long bytes, string text)
    {
        Assert.Equal(text, new ByteSize(bytes).ToString());
        Assert.True(ByteSize.TryParse(text, out var size));
        Assert.Equal(bytes, size.Bytes);
    }

    [Fact]
    public void Counts_mebibytes() => Assert.Equal(2L << 20, ByteSize.MiB(2).Bytes);
}
