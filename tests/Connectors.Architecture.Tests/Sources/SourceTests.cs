namespace Connectors.Architecture.Tests.Sources;

public sealed class SourceTests
{
    [Fact]
    public void Files_are_short() => Proof.NoFaults(Repository.RoomSources.SelectMany(path => SourceRules.LengthFaults(path, Repository.Read(path))));

    [Fact]
    public void Nothing_is_left_for_later() => Proof.NoFaults(Repository.AllSources.SelectMany(path => SourceRules.PromiseFaults(path, Repository.Read(path))));

    [Theory]
    [InlineData(300, 0)]
    [InlineData(301, 1)]
    public void A_long_file_is_found(int lines, int faults) =>
        Assert.Equal(faults, SourceRules.LengthFaults("a.cs", string.Concat(Enumerable.Repeat("x\n", lines))).Count());

    [Fact]
    public void A_promise_is_found_with_its_line() =>
        Assert.StartsWith("a.cs:2 ", Assert.Single(SourceRules.PromiseFaults("a.cs", "int a;\n// TO" + "DO: b")), StringComparison.Ordinal);

    [Fact]
    public void The_sources_are_found()
    {
        Assert.Contains("src/Connectors.Core/Functions/FunctionName.cs", Repository.RoomSources);
        Assert.DoesNotContain(Repository.AllSources, path => path.Contains("/obj/", StringComparison.Ordinal));
    }
}
