using Connectors.Providers.Process.Replicas;

namespace Connectors.Providers.Process.Tests.Replicas;

public sealed class ScratchDirectoryTests
{
    [Fact]
    public void Locked_directories_go_and_what_links_point_at_stays()
    {
        using var directory = new TemporaryDirectory();
        var kept = directory.File("kept");
        Directory.CreateDirectory(kept);
        File.WriteAllText(Path.Combine(kept, "file"), "");
        var scratch = directory.File("scratch");
        var locked = Path.Combine(scratch, "a", "b");
        Directory.CreateDirectory(locked);
        File.WriteAllText(Path.Combine(locked, "file"), "");
        Directory.CreateSymbolicLink(Path.Combine(scratch, "link"), kept);
        File.CreateSymbolicLink(Path.Combine(scratch, "loop"), scratch);
        File.SetUnixFileMode(locked, UnixFileMode.None);
        File.SetUnixFileMode(Path.Combine(scratch, "a"), UnixFileMode.None);
        ScratchDirectory.Remove(scratch);
        Assert.False(Directory.Exists(scratch));
        Assert.True(File.Exists(Path.Combine(kept, "file")));
        ScratchDirectory.Remove(scratch);
    }
}
