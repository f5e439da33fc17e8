using Connectors.Core.Functions;

namespace Connectors.Core.Tests.Functions;

public sealed class NamesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("shout-2")]
    [InlineData("a--b")]
    [InlineData("a12345678901234567890123456789012345678901234567890123456789012")]
    public void Labels(string text)
    {
        Assert.True(DnsLabel.IsValid(text));
        Assert.Null(DnsLabel.Fault("function name", text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("A")]
    [InlineData("a.b")]
    [InlineData("a_b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("ä")]
    [InlineData("ａ")]
    [InlineData("٣")]
    [InlineData("a1234567890123456789012345678901234567890123456789012345678901234")]
    public void No_labels(string? text)
    {
        Assert.False(DnsLabel.IsValid(text));
        Assert.StartsWith("function name '", DnsLabel.Fault("function name", text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\r\nX-Injected: 1")]
    [InlineData("a\u2028b")]
    [InlineData("a\u202Eb")]
    [InlineData("a\0b")]
    public void Faults_are_one_harmless_line(string text)
    {
        var fault = DnsLabel.Fault("function name", text)!;
        Assert.DoesNotContain(fault, character => char.IsControl(character) || character is '\u2028' or '\u202E');
        Assert.Contains('?', fault);
    }

    [Fact]
    public void Half_a_character_is_not_shown() =>
        Assert.Contains("'a?b?'", DnsLabel.Fault("function name", "a" + (char)0xd800 + "b" + (char)0xdc00)!, StringComparison.Ordinal);

    [Fact]
    public void Faults_show_a_bounded_part_of_an_endless_name()
    {
        Assert.InRange(DnsLabel.Fault("function name", new string('A', 1_000_000))!.Length, 64, 300);
        Assert.InRange(SecretName.Fault(new string('A', 1_000_000))!.Length, 64, 300);
        Assert.Contains("😀…", DnsLabel.Fault("function name", string.Concat(Enumerable.Repeat("😀", 1000)))!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shout", "shout", "openfaas-fn")]
    [InlineData("shout.dev", "shout", "dev")]
    public void Full_names(string text, string name, string @namespace)
    {
        Assert.True(FunctionName.TryParse(text, out var parsed));
        Assert.Equal(new FunctionName(name, @namespace), parsed);
        Assert.Equal($"{name}.{@namespace}", parsed.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("shout.")]
    [InlineData(".dev")]
    [InlineData("a.b.c")]
    [InlineData("../etc")]
    [InlineData("shout/dev")]
    [InlineData("Shout.dev")]
    public void No_full_names(string? text)
    {
        Assert.False(FunctionName.TryParse(text, out var parsed));
        Assert.Equal(default, parsed);
    }

    [Fact]
    public void A_default_namespace_may_be_named() =>
        Assert.Equal("dev", FunctionName.TryParse("shout", out var name, "dev") ? name.Namespace : null);

    [Fact]
    public void Names_are_ordered_by_namespace_first()
    {
        var sorted = new[] { new FunctionName("a", "z"), new FunctionName("b", "a"), new FunctionName("a", "a") }.Order().ToArray();
        Assert.Equal(["a.a", "b.a", "a.z"], sorted.Select(name => name.ToString()));
        Assert.True(sorted[0] < sorted[1] && sorted[2] > sorted[1] && sorted[0] <= sorted[1] && sorted[2] >= sorted[1]);
    }

    [Theory]
    [InlineData("key", true)]
    [InlineData("a.b-c.d", true)]
    [InlineData("a..b", false)]
    [InlineData(".a", false)]
    [InlineData("a.", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Secret_names(string? name, bool valid)
    {
        Assert.Equal(valid, SecretName.IsValid(name));
        Assert.Equal(valid, SecretName.Fault(name) is null);
    }

    [Fact]
    public void A_secret_name_has_at_most_253_characters()
    {
        var longest = string.Join('.', Enumerable.Repeat(new string('a', 50), 5))[..253];
        Assert.True(SecretName.IsValid(longest));
        Assert.False(SecretName.IsValid(longest + "a"));
    }
}
