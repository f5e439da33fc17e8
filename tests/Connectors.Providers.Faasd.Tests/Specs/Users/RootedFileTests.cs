using Connectors.Providers.Faasd.Specs.Users;
using Connectors.TestServers;

namespace Connectors.Providers.Faasd.Tests.Specs.Users;

public sealed class RootedFileTests : IDisposable
{
    private readonly TempDirectory image = new("image");

    public RootedFileTests() => Directory.CreateDirectory(image.Below("etc"));

    public void Dispose() => image.Dispose();

    [Fact]
    public void Accounts_are_read_from_the_images_files()
    {
        File.WriteAllText(image.Below("etc/passwd"), "app:x:1000:1001::/:\n");
        File.WriteAllText(image.Below("etc/group"), "app:x:1001:\n");

        Assert.Equal(new ImageAccounts("app:x:1000:1001::/:\n", "app:x:1001:\n"), RootedFile.ReadAccounts(image.Path));
    }

    [Theory]
    [InlineData("etc/passwd")]
    [InlineData("no/such/place")]
    public void A_file_that_is_not_there_is_empty(string path) => Assert.Equal("", RootedFile.Read(image.Path, path, 100));

    [Theory]
    [InlineData("/secret")]
    [InlineData("../../../../../secret")]
    public void A_link_leads_nowhere_but_into_the_image(string target)
    {
        File.CreateSymbolicLink(image.Below("etc/passwd"), target);

        Assert.Equal("", RootedFile.Read(image.Path, "etc/passwd", 100));

        File.WriteAllText(image.Below("secret"), "inside");
        Assert.Equal("inside", RootedFile.Read(image.Path, "etc/passwd", 100));
    }

    [Fact]
    public void A_link_to_itself_is_refused()
    {
        File.CreateSymbolicLink(image.Below("etc/passwd"), "/etc/passwd");

        var refused = Assert.Throws<IOException>(() => RootedFile.Read(image.Path, "etc/passwd", 100));

        Assert.StartsWith("etc/passwd of the image cannot be read", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_is_refused_instead_of_waited_for()
    {
        (await Command.RunAsync("mkfifo", image.Below("etc/passwd"))).Succeeded();

        var refused = Assert.Throws<IOException>(() => RootedFile.Read(image.Path, "etc/passwd", 100));

        Assert.Contains("not a regular file", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void A_file_without_end_is_refused(int length, bool isRead)
    {
        File.WriteAllText(image.Below("etc/passwd"), new string('x', length));

        if (isRead)
            Assert.Equal(length, RootedFile.Read(image.Path, "etc/passwd", 100).Length);
        else
            Assert.Contains("longer than 100 bytes", Assert.Throws<IOException>(() => RootedFile.Read(image.Path, "etc/passwd", 100)).Message, StringComparison.Ordinal);
    }
}
