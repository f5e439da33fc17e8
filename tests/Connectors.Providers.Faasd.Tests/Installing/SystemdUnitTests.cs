using Connectors.Providers.Faasd.Installing;

namespace Connectors.Providers.Faasd.Tests.Installing;

public sealed class SystemdUnitTests
{
    [Fact]
    public void Sections_settings_and_comments_stand_below_each_other() =>
        Assert.Equal("[Unit]\nDescription=x\n\n[Service]\n# why\nRestart=always\n", new SystemdUnit().Section("Unit").Set("Description", "x").Section("Service").Comment("why").Set("Restart", "always").ToString());

    [Theory]
    [InlineData("plain-1.2/x", "plain-1.2/x")]
    [InlineData("", "\"\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a;b", "\"a;b\"")]
    [InlineData("say \"x\"", "\"say \\\"x\\\"\"")]
    [InlineData("back\\slash", "\"back\\\\slash\"")]
    [InlineData("100%", "100%%")]
    [InlineData("$HOME", "$$HOME")]
    [InlineData("it's", "\"it's\"")]
    public void Words_of_a_command_arrive_as_they_are_meant(string word, string written) =>
        Assert.Equal($"ExecStart=/bin/x {written}\n", new SystemdUnit().Run("ExecStart", "/bin/x", [word]).ToString());

    [Theory]
    [InlineData("a\nExecStartPost=/bin/evil")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    public void Nothing_can_begin_a_line_of_its_own(string value)
    {
        Assert.Throws<ArgumentException>(() => new SystemdUnit().Set("Description", value));
        Assert.Throws<ArgumentException>(() => new SystemdUnit().Comment(value));
        Assert.Throws<ArgumentException>(() => new SystemdUnit().Run("ExecStart", "/bin/x", [value]));
    }

    [Fact]
    public void A_program_without_a_whole_path_is_refused() => Assert.Throws<ArgumentException>(() => new SystemdUnit().Run("ExecStart", "connectors", []));
}
