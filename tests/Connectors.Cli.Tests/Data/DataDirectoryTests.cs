using System.Globalization;
using Connectors.Cli.Data;

namespace Connectors.Cli.Tests.Data;

public sealed class DataDirectoryTests : IDisposable
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerFile | UnixFileMode.UserExecute;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_is_made_for_its_owner_alone()
    {
        var path = Path.Combine(folder.Path, "a", "b");
        using var data = DataDirectory.Open(path);
        Assert.Equal(path, data.Path);
        Assert.Equal(OwnerDirectory, File.GetUnixFileMode(path));
        Assert.Equal(OwnerFile, File.GetUnixFileMode(data.Below("lock")));
        Assert.Equal(Path.Combine(path, "x", "y"), data.Below("x", "y"));
    }

    [Fact]
    public void A_second_hub_is_told_who_holds_it()
    {
        using var first = DataDirectory.Open(folder.Path);
        var refusal = Assert.Throws<DataDirectoryException>(() => DataDirectory.Open(folder.Path));
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"{folder.Path} is in use by another hub (process {Environment.ProcessId}); stop that one, or name another data directory with --data"),
            refusal.Message);
    }

    [Fact]
    public void It_can_be_held_again_once_let_go()
    {
        DataDirectory.Open(folder.Path).Dispose();
        using var again = DataDirectory.Open(folder.Path);
        Assert.Equal(folder.Path, again.Path);
    }

    [Fact]
    public void A_lock_file_left_by_a_killed_hub_holds_nobody_up()
    {
        folder.Write("lock", "");
        folder.Write("hub.pid", "999999\n");
        using var data = DataDirectory.Open(folder.Path);
        Assert.Equal(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), File.ReadAllText(data.Below("hub.pid")).Trim());
    }

    [Theory]
    [InlineData("/proc/connectors")]
    [InlineData("/dev/null/connectors")]
    public void A_place_that_cannot_be_written_is_named(string path) =>
        Assert.StartsWith(path, Assert.Throws<DataDirectoryException>(() => DataDirectory.Open(path)).Message);

    [Theory]
    [InlineData(28, "the disk that holds /data is full; make room")]
    [InlineData(122, "the disk that holds /data is full; make room")]
    [InlineData(30, "/data is on a read-only file system")]
    [InlineData(5, "/data cannot be used: it broke")]
    public void What_the_system_refuses_is_said_in_words(int code, string expected) =>
        Assert.StartsWith(expected, DataDirectoryException.From("/data", new IOException("it broke", code)).Message);

    [Fact]
    public void Denied_access_is_said_in_words() =>
        Assert.StartsWith("/data is not writable for this user", DataDirectoryException.From("/data", new UnauthorizedAccessException()).Message);
}
