using Connectors.Core.Invocations;

namespace Connectors.Core.Tests.Invocations;

public sealed class CallIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("A_b-9")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void Taken_as_they_are(string text)
    {
        Assert.True(CallId.TryParse(text, out var id));
        Assert.Equal(text, id.ToString());
        Assert.Equal(id, CallId.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("a\r\nX: 1")]
    [InlineData("é")]
    [InlineData("٣")]
    [InlineData("../a")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public void Refused(string? text)
    {
        Assert.False(CallId.TryParse(text, out var id));
        Assert.Equal(default, id);
        Assert.Throws<FormatException>(() => CallId.Parse(text!));
    }

    [Fact]
    public void New_ones_differ_and_are_valid()
    {
        var ids = Enumerable.Range(0, 1000).Select(_ => CallId.New().ToString()).ToHashSet();
        Assert.Equal(1000, ids.Count);
        Assert.All(ids, id => Assert.True(CallId.TryParse(id, out _)));
    }
}
