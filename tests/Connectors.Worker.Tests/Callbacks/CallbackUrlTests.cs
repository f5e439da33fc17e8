using Connectors.Core.Callbacks;

namespace Connectors.Worker.Tests.Callbacks;

public sealed class CallbackUrlTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080/function/receiver")]
    [InlineData("https://example.com/done?id=1&x=%0a")]
    [InlineData("HTTP://Example.COM")]
    [InlineData("http://[::1]:9000/")]
    public void Well_formed_urls_are_taken(string text)
    {
        Assert.True(CallbackUrl.TryParse(text, out var url, out var error), error);
        Assert.NotNull(url);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("example.com/done")]
    [InlineData("/done")]
    [InlineData("//example.com/done")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://")]
    [InlineData("http:///path")]
    [InlineData("http://user@example.com/")]
    [InlineData("http://user:password@example.com/")]
    [InlineData("http://example.com/#part")]
    [InlineData("http://example.com/#")]
    [InlineData("http://example.com/a b")]
    [InlineData(" http://example.com/")]
    [InlineData("http://example.com/\r\nX-Injected: 1")]
    [InlineData("http://example.com/\0")]
    [InlineData("http:\\\\example.com\\")]
    [InlineData("http://good.example\\@evil.example/")]
    [InlineData("http://example.com:99999/")]
    [InlineData("http://example.com:0/")]
    [InlineData("http://exa mple.com/")]
    public void Malformed_urls_are_refused_with_a_sentence(string? text)
    {
        Assert.False(CallbackUrl.TryParse(text, out var url, out var error));
        Assert.Null(url);
        Assert.StartsWith("the callback URL", error);
        Assert.DoesNotContain(error, char.IsControl);
    }

    [Fact]
    public void The_longest_url_is_taken_and_one_character_more_is_refused()
    {
        var longest = "http://example.com/".PadRight(CallbackUrl.MaxLength, 'x');
        Assert.True(CallbackUrl.TryParse(longest, out _, out _));
        Assert.False(CallbackUrl.TryParse(longest + "x", out _, out _));
    }
}
