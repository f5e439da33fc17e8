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
    public void Words_are_split_as_a_shell_splits_them(string command, string[] expected)
    {
        Assert.True(CommandWords.TrySplit(command, out var words, out _));
        Assert.Equal(expected, words);
    }

    [Theory]
    [InlineData("cat", new[] { "cat" })]
    [InlineData("a  'b c'", new[] { "a", "", "'b", "c'" })]
    [InlineData("", new[] { "" })]
    public void Words_are_split_at_single_blanks_as_the_originals_split_them(string command, string[] expected) => Assert.Equal(expected, CommandWords.SplitAtBlanks(command));


    [Theory]
    [InlineData("sh -c 'echo", 6)]
    [InlineData("a \"b c", 2)]
    [InlineData("a \"b\\\"", 2)]
    public void An_open_quote_is_found_with_its_place(string command, int position)
    {
        Assert.False(CommandWords.TrySplit(command, out _, out var open));
        Assert.Equal(position, open);
    }
}
