using Connectors.Providers.FaasNetes.Logs;

namespace Connectors.Providers.FaasNetes.Tests.Logs;

public class Lines_have_a_bound
{
    [Theory]
    [InlineData("")]
    [InlineData("a\nbb\n\nccc")]
    [InlineData("a\nbb\n\nccc\n")]
    public async Task Short_ones_come_as_they_are(string text) =>
        Assert.Equal(text.TrimEnd('\n').Length == 0 ? [] : text.TrimEnd('\n').Split('\n').Select(line => (line, false)), await ReadAsync(text));

    [Fact]
    public async Task One_that_does_not_end_comes_in_pieces()
    {
        var line = new string('x', BoundedLines.Longest + 5);
        var pieces = await ReadAsync($"{line}\nnext\n");
        Assert.Equal([(BoundedLines.Longest, true), (5, false), (4, false)], pieces.Select(piece => (piece.Text.Length, piece.GoesOn)));
        Assert.Equal(line, pieces[0].Text + pieces[1].Text);
    }

    [Fact]
    public async Task One_that_is_as_long_as_may_be_is_whole_or_says_that_nothing_follows()
    {
        var pieces = await ReadAsync(new string('x', BoundedLines.Longest) + "\nnext");
        Assert.Equal(BoundedLines.Longest, pieces[0].Text.Length);
        Assert.Equal("next", pieces[^1].Text);
        Assert.Equal(BoundedLines.Longest + 4, pieces.Sum(piece => piece.Text.Length));
    }

    private static async Task<List<(string Text, bool GoesOn)>> ReadAsync(string text)
    {
        var pieces = new List<(string, bool)>();
        await foreach (var piece in BoundedLines.ReadAsync(new StringReader(text), TestContext.Current.CancellationToken))
            pieces.Add(piece);
        return pieces;
    }
}
