using Connectors.Cli.Yaml;

namespace Connectors.Cli.Tests.Yaml;

public class YamlReaderTests
{
    [Fact]
    public void Values_know_their_lines()
    {
        var map = Assert.IsType<YamlMap>(YamlReader.Read("a: 1\nb:\n  - x\n  - 'null'\nc: ~\n"));
        Assert.Equal([1, 2, 5], map.Entries.Select(entry => entry.Line));
        var list = Assert.IsType<YamlList>(map["b"]);
        Assert.Equal(4, list.Items[1].Line);
        Assert.False(list.Items[1].IsNull);
        Assert.True(map["c"]!.IsNull);
    }

    [Fact]
    public void Aliases_and_merge_keys_are_written_out()
    {
        var map = Assert.IsType<YamlMap>(YamlReader.Read("base: &b { x: 1, y: 2 }\nmine:\n  <<: *b\n  y: 3\n"));
        var mine = Assert.IsType<YamlMap>(map["mine"]);
        Assert.Equal(("1", "3"), (((YamlScalar)mine["x"]!).Text, ((YamlScalar)mine["y"]!).Text));
    }

    [Theory]
    [InlineData("a: 1\nb: [", 2, "not valid YAML")]
    [InlineData("a: 1\n\tb: 2", 1, "not valid YAML")]
    [InlineData("a: 1\nb: 2\na: 3", 3, "stands twice, first on line 1")]
    [InlineData("a: *b", 1, "refers to nothing")]
    [InlineData("a: &a [ *a ]", 1, "refers to nothing")]
    [InlineData("a:\n  <<: 5", 2, "merges mappings only")]
    [InlineData("? [a]\n: b", 1, "plain word")]
    public void What_is_wrong_names_its_line(string text, long line, string reason)
    {
        var fault = Assert.Throws<YamlFaultException>(() => YamlReader.Read(text));
        Assert.Contains(reason, fault.Message);
        Assert.Equal(line, fault.Line);
    }

    [Fact]
    public void An_alias_bomb_is_refused()
    {
        var bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 40).Select(i =>
            $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        Assert.Contains("aliases written out", Assert.Throws<YamlFaultException>(() => YamlReader.Read(bomb)).Message);
    }

    [Theory]
    [InlineData("[", "")]
    [InlineData("{a: ", "")]
    [InlineData("- ", "x")]
    public void Deep_nesting_is_refused(string level, string end) =>
        Assert.Contains("deeper", Assert.Throws<YamlFaultException>(() => YamlReader.Read(string.Concat(Enumerable.Repeat(level, 100_000)) + end)).Message);

    [Fact]
    public void Nesting_through_aliases_is_counted()
    {
        var chain = "a0: &a0 [x]\n" + string.Concat(Enumerable.Range(1, 5_000).Select(i => $"a{i}: &a{i} [*a{i - 1}]\n"));
        Assert.Contains("deeper", Assert.Throws<YamlFaultException>(() => YamlReader.Read(chain)).Message);
    }
}
