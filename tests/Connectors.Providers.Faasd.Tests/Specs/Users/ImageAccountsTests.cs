using Connectors.Providers.Faasd.Specs.Runtime;
using Connectors.Providers.Faasd.Specs.Users;

namespace Connectors.Providers.Faasd.Tests.Specs.Users;

public sealed class ImageAccountsTests
{
    [Theory]
    [InlineData("", 0, 0, "")]
    [InlineData("root", 0, 0, "")]
    [InlineData("app", 1000, 1001, "44 45")]
    [InlineData("1000", 1000, 1001, "44 45")]
    [InlineData("12000", 12000, 0, "")]
    [InlineData("app:video", 1000, 44, "")]
    [InlineData("app:7", 1000, 7, "")]
    [InlineData("65534:65534", 65534, 65534, "")]
    [InlineData(":video", 0, 44, "")]
    [InlineData("2147483647", 2147483647, 0, "")]
    public void Users_are_found_by_name_or_number(string text, uint uid, uint gid, string groups)
    {
        Assert.True(SpecUnderTest.Accounts.TryResolve(text, out var user, out var fault), fault);

        Assert.Equal((uid, gid), (user.Uid, user.Gid));
        Assert.Equal(groups, string.Join(' ', user.AdditionalGids ?? []));
    }

    [Theory]
    [InlineData("bob", "user 'bob' is not in the image's /etc/passwd")]
    [InlineData("app:staff", "group 'staff' is not in the image's /etc/group")]
    [InlineData("app:", "group '' is not in the image's /etc/group")]
    [InlineData("-1", "user '-1'")]
    [InlineData("4294967295", "user '4294967295'")]
    [InlineData("empty", "user 'empty'")]
    [InlineData("a\nb", "user 'a?b'")]
    public void Who_is_not_there_is_refused_by_name(string text, string expected)
    {
        Assert.False(SpecUnderTest.Accounts.TryResolve(text, out _, out var fault));

        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_without_accounts_runs_by_number()
    {
        Assert.True(new ImageAccounts("", "").TryResolve("100:101", out var user, out _));
        Assert.Equal(new RuntimeUser(100, 101), user);
    }
}
