using Connectors.Providers.Process.Usage;

namespace Connectors.Providers.Process.Tests.Usage;

public sealed class ProcStatTests
{
    [Theory]
    [InlineData("(cat)")]
    [InlineData("(a b) c)")]
    [InlineData("() R 1 ()")]
    public void Names_may_contain_anything(string name) =>
        Assert.Equal(
            new ProcStat(7, 70, 30, 555, 42),
            ProcStat.Parse(7, $"7 {name} S 1 70 70 0 -1 4194560 1 0 0 0 10 20 0 0 20 0 1 0 555 9000 42 18446744073709551615 1 1"));

    [Theory]
    [InlineData("")]
    [InlineData("7 (cat")]
    [InlineData("7 (cat)")]
    [InlineData("7 (cat) S 1 2")]
    [InlineData("7 (cat) Z 1 70 70 0 -1 4194560 1 0 0 0 10 20 0 0 20 0 1 0 555 9000 42 1")]
    public void What_is_no_running_process_is_none(string line) => Assert.Null(ProcStat.Parse(7, line));

    [Fact]
    public void This_process_is_one() => Assert.True(ProcStat.Read(Environment.ProcessId)?.ResidentPages > 0);

    [Fact]
    public void A_process_that_is_not_there_is_none() => Assert.Null(ProcStat.Read(int.MaxValue));
}
