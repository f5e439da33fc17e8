using System.Net;
using Connectors.Core.Callbacks;

namespace Connectors.Worker.Tests.Callbacks;

public sealed class CallbackAllowListTests
{
    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://169.254.169.254./")]
    [InlineData("http://2852039166/")]
    [InlineData("http://0xa9fea9fe/")]
    [InlineData("http://0xA9.0xFE.0xA9.0xFE/")]
    [InlineData("http://0251.0376.0251.0376/")]
    [InlineData("http://169.254.43518/")]
    [InlineData("http://169.16689662/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://[::ffff:a9fe:a9fe]/")]
    [InlineData("http://[::169.254.169.254]/")]
    [InlineData("http://[::ffff:0:a9fe:a9fe]/")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/")]
    [InlineData("http://[2002:a9fe:a9fe::1]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://[fd20:ce::254]/")]
    [InlineData("http://169.254.0.1:8080/")]
    [InlineData("http://100.100.100.200/")]
    [InlineData("http://１６９.254.169.254/")]
    [InlineData("http://169。254。169。254/")]
    public void Link_local_and_metadata_addresses_are_refused_by_default_however_they_are_spelled(string text)
    {
        // A spelling that is not a URL at all is refused too, only earlier.
        if (CallbackUrl.TryParse(text, out var url, out _))
            Assert.Contains("link-local or metadata", List("*").Refusal(url));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080/function/receiver")]
    [InlineData("http://localhost:8080/")]
    [InlineData("http://[::1]/")]
    [InlineData("https://example.com/")]
    [InlineData("http://10.0.0.1/")]
    public void Everything_else_is_allowed_by_default(string text) => Assert.Null(List("*").Refusal(new Uri(text)));

    [Theory]
    [InlineData("169.254.0.0/16", "169.254.169.254", true)]
    [InlineData("169.254.169.254", "169.254.169.254", true)]
    [InlineData("169.254.169.254/32", "::ffff:169.254.169.254", true)]
    [InlineData("169.254.169.0/24", "169.254.170.2", false)]
    [InlineData("0.0.0.0/0", "169.254.169.254", false)]
    [InlineData("0.0.0.0/0", "10.1.2.3", true)]
    [InlineData("::/0", "fe80::1", false)]
    [InlineData("fe80::/10", "fe80::1", true)]
    [InlineData("fd00:ec2::254", "fd00:ec2::254", true)]
    [InlineData("*", "169.254.169.254", false)]
    [InlineData("169.254.*", "169.254.169.254", false)]
    public void Only_a_network_that_names_them_admits_restricted_addresses(string entry, string address, bool allowed) =>
        Assert.Equal(allowed, List(entry).AllowsAddress(address, IPAddress.Parse(address)));

    [Theory]
    [InlineData("*.example.com", "a.example.com", true)]
    [InlineData("*.example.com", "A.B.EXAMPLE.com", true)]
    [InlineData("*.example.com", "a.example.com.", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "a.example.com.evil.org", false)]
    [InlineData("*.example.com", "aexample.com", false)]
    [InlineData("example.com", "example.com", true)]
    [InlineData("hook-*-eu.example.*", "hook-12-eu.example.org", true)]
    [InlineData("hook-*-eu.example.*", "hook-12-us.example.org", false)]
    public void Globs_admit_hosts(string glob, string host, bool allowed)
    {
        var list = List(glob);
        Assert.Equal(allowed, list.Refusal(new Uri($"http://{host}/")) is null);
        Assert.Equal(allowed, list.AllowsAddress(host, IPAddress.Parse("192.0.2.1")));
        Assert.False(list.AllowsAddress(host, IPAddress.Parse("169.254.169.254")));
    }

    [Fact]
    public void Networks_admit_addresses_and_names_are_judged_by_what_they_resolve_to()
    {
        var list = List("10.0.0.0/8", "2001:db8::/32");
        Assert.Null(list.Refusal(new Uri("http://10.1.2.3/")));
        Assert.Null(list.Refusal(new Uri("http://[2001:db8::5]/")));
        Assert.NotNull(list.Refusal(new Uri("http://127.0.0.1/")));
        Assert.Null(list.Refusal(new Uri("http://inside.example/")));
        Assert.True(list.AllowsAddress("inside.example", IPAddress.Parse("10.1.2.3")));
        Assert.True(list.AllowsAddress("inside.example", IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.False(list.AllowsAddress("inside.example", IPAddress.Parse("192.0.2.1")));
    }

    [Fact]
    public void An_empty_list_allows_nothing() => Assert.NotNull(List().Refusal(new Uri("http://example.com/")));

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.300")]
    [InlineData("example.com:8080")]
    [InlineData("http://example.com")]
    [InlineData("exa mple.com")]
    [InlineData("a..b")]
    [InlineData("10.0.0.0/8/8")]
    public void A_bad_entry_is_named(string entry)
    {
        Assert.False(CallbackAllowList.TryParse(["*", entry], out _, out var error));
        Assert.Contains($"'{entry}'", error);
    }

    private static CallbackAllowList List(params string[] entries)
    {
        Assert.True(CallbackAllowList.TryParse(entries, out var list, out var error), error);
        return list;
    }
}
