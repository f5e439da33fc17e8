using Connectors.Watchdog.Commands;

namespace Connectors.Watchdog.Tests.Commands;

public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData(" \t \n ", new string[0])]
    [InlineData("cat", new[] { "cat" })]
    [InlineData("  a   b\tc\nd  ", new[] { "a", "b", "c", "d" })]
    [InlineData("sh -c 'echo \"a  b\"; exit 1'", new[] { "sh", "-c", "echo \"a  b\"; exit 1" })]
    [InlineData("a '' \"\" b", new[] { "a", "", "", "b" })]
    [InlineData("a'b c'd\"e f\"g", new[] { "ab cde fg" })]
    [InlineData(@"a\ b \'x\' \\", new[] { "a b", "'x'", @"\" })]
    [InlineData(@"'a\b'", new[] { @"a\b" })]
    [InlineData("\"a\\\"b\\\\c\\$d\\`e\\xf\"", new[] { "a\"b\\c$d`e\\xf" })]
    [InlineData("a\\\nb", new[] { "ab" })]
    [InlineData("\"a\\\nb\"", new[] { "ab" })]
    [InlineData("a \\\n b", new[] { "a", "b" })]
    [InlineData("$HOME `x` a|b;c&d>e *", new[] { "$HOME", "`x`", "a|b;c&d>e", "*" })]
    [InlineData("echo #no comment", new[] { "echo", "#no", "comment" })]
    [InlineData("ends\\", new[] { "ends\\" })]
    [InlineData("žluť '☃ x'", new[] { "žluť", "☃ x" })]
    public void Words_are_split_as_a_shell_splits_them(string command, string[] expected) => Assert.Equal(expected, CommandWords.Split(command));

    [Theory]
    [InlineData("sh -c 'echo", '\'', 7)]
    [InlineData("a \"b c", '"', 3)]
    [InlineData("a \"b\\\"", '"', 3)]
    public void An_open_quote_is_named_with_its_place(string command, char quote, int position)
    {
        var fault = Assert.Throws<WatchdogStartException>(() => CommandWords.Split(command));
        Assert.Contains($"Unbalanced quote: the {quote} at position {position}", fault.Message);
    }
}
