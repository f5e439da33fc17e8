using Connectors.Cli.Stacks.Substitution;

namespace Connectors.Cli.Tests.Stacks;

public class EnvironmentSubstitutionTests
{
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["A"] = "alpha",
        ["EMPTY"] = "",
        ["MIXED"] = "aBcD",
        ["PATH_NAME"] = "/path/to/file.tar.gz",
        ["SLASHED"] = "a/b/c",
        ["REPEATED"] = "abcABCabc",
        ["UMLAUT"] = "é",
        ["N"] = "2",
    };

    [Theory]
    [InlineData("no variable", "no variable")]
    [InlineData("${A}", "alpha")]
    [InlineData("x-${A}-y-${A}", "x-alpha-y-alpha")]
    [InlineData("$A stays, $ stays, $(A) stays, { stays }", "$A stays, $ stays, $(A) stays, { stays }")]
    [InlineData("${UNSET}.", ".")]
    [InlineData("# in a comment ${A}", "# in a comment alpha")]
    [InlineData("$$", "$")]
    [InlineData("$${A}", "${A}")]
    [InlineData("$$${A}", "$alpha")]
    [InlineData("$$$${A}", "$${A}")]
    [InlineData("costs 5$", "costs 5$")]
    [InlineData(@"\${A}", @"\alpha")]
    [InlineData("${A:-d}", "alpha")]
    [InlineData("${A:=d}", "alpha")]
    [InlineData("${A=d}", "alpha")]
    [InlineData("${UNSET:-d}", "d")]
    [InlineData("${UNSET:=d}", "d")]
    [InlineData("${UNSET=d}", "d")]
    [InlineData("${EMPTY:-d}", "d")]
    [InlineData("${EMPTY:=d}", "d")]
    [InlineData("${EMPTY=d}", "d")]
    [InlineData("${UNSET:-}", "")]
    [InlineData("${UNSET:-two words: a=b}", "two words: a=b")]
    [InlineData("${UNSET:-${A}}", "alpha")]
    [InlineData("${UNSET:-pre-${A}-post}", "pre-alpha-post")]
    [InlineData("${UNSET:-${ALSO:-${A^^}}}", "ALPHA")]
    [InlineData("${A:0:2}", "al")]
    [InlineData("${A:2}", "pha")]
    [InlineData("${A:2:99}", "pha")]
    [InlineData("${A:9}", "")]
    [InlineData("${A: -3}", "alpha")]
    [InlineData("${A:x}", "alpha")]
    [InlineData("${A:0:x}", "alpha")]
    [InlineData("${A:0:${N}}", "al")]
    [InlineData("${UMLAUT:0:2}", "é")]
    [InlineData("${A/p/P}", "alPha")]
    [InlineData("${A/a/}", "lpha")]
    [InlineData("${A/z/Z}", "alpha")]
    [InlineData("${A//a/o}", "olpho")]
    [InlineData("${A//a/}", "lph")]
    [InlineData("${REPEATED/#abc/X}", "XABCabc")]
    [InlineData("${REPEATED/#ABC/X}", "abcABCabc")]
    [InlineData("${REPEATED/%abc/X}", "abcABCX")]
    [InlineData("${REPEATED/%ABC/X}", "abcABCabc")]
    [InlineData(@"${SLASHED/\//-}", "a-b/c")]
    [InlineData(@"${SLASHED//\//-}", "a-b-c")]
    [InlineData("${#A}", "5")]
    [InlineData("${#UNSET}", "0")]
    [InlineData("${#UMLAUT}", "2")]
    [InlineData("${A^^}", "ALPHA")]
    [InlineData("${A^}", "Alpha")]
    [InlineData("${MIXED,,}", "abcd")]
    [InlineData("${MIXED,}", "aBcD")]
    [InlineData("${UNSET^}", "")]
    [InlineData("${PATH_NAME#*/}", "path/to/file.tar.gz")]
    [InlineData("${PATH_NAME##*/}", "file.tar.gz")]
    [InlineData("${PATH_NAME%.*}", "/path/to/file.tar")]
    [InlineData("${PATH_NAME%%.*}", "/path/to/file")]
    [InlineData("${PATH_NAME##nothing}", "/path/to/file.tar.gz")]
    [InlineData("${PATH_NAME#/[a-p]?th}", "/to/file.tar.gz")]
    [InlineData("${PATH_NAME#[^a]}", "path/to/file.tar.gz")]
    [InlineData("${PATH_NAME#[}", "/path/to/file.tar.gz")]
    public void Every_form_gives_what_faas_cli_gives(string text, string expected) =>
        Assert.Equal(expected, EnvironmentSubstitution.Apply(text, Variables.GetValueOrDefault));

    [Theory]
    [InlineData("${A-d}", 1, "missing closing brace")]
    [InlineData("a\nb: ${A", 2, "missing closing brace")]
    [InlineData("${A:-d", 1, "missing closing brace")]
    [InlineData("${A:-${B}", 1, "missing closing brace")]
    [InlineData("${}", 1, "variable name")]
    [InlineData("\n\n${-A}", 3, "variable name")]
    [InlineData("${A.b}", 1, "missing closing brace")]
    [InlineData("${A?}", 1, "missing closing brace")]
    [InlineData("${#}", 1, "variable name")]
    [InlineData("${A:}", 1, "unable to parse")]
    [InlineData("${A^^x}", 1, "bad substitution")]
    [InlineData("${A/x}", 1, "bad substitution")]
    [InlineData("${A:2:-1}", 1, "negative")]
    public void Malformed_forms_name_their_line(string text, long line, string reason)
    {
        var fault = Assert.Throws<SubstitutionException>(() => EnvironmentSubstitution.Apply(text, Variables.GetValueOrDefault));
        Assert.Equal(line, fault.Line);
        Assert.Contains(reason, fault.Message);
    }

    [Fact]
    public void Nesting_without_end_is_refused() =>
        Assert.Contains("too deep", Assert.Throws<SubstitutionException>(() =>
            EnvironmentSubstitution.Apply(string.Concat(Enumerable.Repeat("${A:-", 100_000)), Variables.GetValueOrDefault)).Message);

    [Fact]
    public void Growth_without_end_is_refused() =>
        Assert.Contains("8 MiB", Assert.Throws<SubstitutionException>(() =>
            EnvironmentSubstitution.Apply(string.Concat(Enumerable.Repeat("${B}", 1_000)), _ => new string('x', 100_000))).Message);
}
