using Connectors.Core.Units;

namespace Connectors.Core.Tests.Units;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("90s", 900_000_000)]
    [InlineData("1h30m", 54_000_000_000)]
    [InlineData("1.5s", 15_000_000)]
    [InlineData("500ms", 5_000_000)]
    [InlineData("-2m", -1_200_000_000)]
    [InlineData("+2m", 1_200_000_000)]
    [InlineData("30", 300_000_000)]
    [InlineData("-30", -300_000_000)]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData(".5s", 5_000_000)]
    [InlineData("1.s", 10_000_000)]
    [InlineData("1us", 10)]
    [InlineData("1µs", 10)]
    [InlineData("1μs", 10)]
    [InlineData("100ns", 1)]
    [InlineData("49ns", 0)]
    [InlineData("150ns", 2)]
    [InlineData("0.0000001s", 1)]
    [InlineData("1m1h", 36_600_000_000)]
    [InlineData("2562047h47m16.854775807s", 92233720368547758)]
    [InlineData("9223372036", 92233720360000000)]
    [InlineData("1000000h0.0000001s", 36_000_000_000_000_001)]
    public void Reads_what_Go_reads(string text, long ticks)
    {
        Assert.True(GoDuration.TryParse(text, out var value));
        Assert.Equal(ticks, value.Ticks);
        Assert.Equal(value, GoDuration.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("-")]
    [InlineData("+-1s")]
    [InlineData("1 s")]
    [InlineData("1s ")]
    [InlineData("1S")]
    [InlineData("1d")]
    [InlineData("1.5")]
    [InlineData("1s2")]
    [InlineData("1..2s")]
    [InlineData("1.2.3s")]
    [InlineData("1e3s")]
    [InlineData("1,5s")]
    [InlineData("infinity")]
    [InlineData("NaN")]
    [InlineData("٣s")]
    [InlineData("３0s")]
    [InlineData("9223372037")]
    [InlineData("2562047h47m17s")]
    [InlineData("2562047h2562047h")]
    [InlineData("99999999999999999999999999999999999999999999999999999999999h")]
    [InlineData("79228162514264337593543950335h")]
    public void Refuses_everything_else(string? text)
    {
        Assert.False(GoDuration.TryParse(text, out var value));
        Assert.Equal(default, value);
    }

    [Fact]
    public void The_exception_names_the_text() => Assert.Contains("soon", Assert.Throws<FormatException>(() => GoDuration.Parse("soon")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "100ns")]
    [InlineData(15, "1.5µs")]
    [InlineData(2_500_000, "250ms")]
    [InlineData(2_500_001, "250.0001ms")]
    [InlineData(15_000_000, "1.5s")]
    [InlineData(600_000_000, "1m0s")]
    [InlineData(54_000_000_000, "1h30m0s")]
    [InlineData(-900_000_000, "-1m30s")]
    [InlineData(36_000_000_000_000_001, "1000000h0m0.0000001s")]
    [InlineData(long.MinValue, "-256204778h48m5.4775808s")]
    public void Writes_as_Go_does(long ticks, string text) => Assert.Equal(text, GoDuration.Format(TimeSpan.FromTicks(ticks)));

    [Theory]
    [InlineData(1)]
    [InlineData(-12_345_678_901)]
    [InlineData(92_233_720_368_547_758)]
    public void What_is_written_is_read_back(long ticks) => Assert.Equal(ticks, GoDuration.Parse(GoDuration.Format(TimeSpan.FromTicks(ticks))).Ticks);
}
