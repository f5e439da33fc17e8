using Connectors.Providers.Faasd.Usage;
using Connectors.TestServers;

namespace Connectors.Providers.Faasd.Tests.Usage;

public sealed class CgroupHierarchyTests : IDisposable
{
    private readonly TempDirectory files = new("cgroup");

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n", "/sys/fs/cgroup", "/sys/fs/cgroup", true)]
    [InlineData("cgroup /c/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0\ncgroup /c/memory cgroup rw,memory 0 0\n", "/c/memory", "/c/cpu,cpuacct", false)]
    [InlineData("cgroup2 /c/unified cgroup2 rw 0 0\ncgroup /c/cpuacct cgroup rw,cpuacct 0 0\ncgroup /c/memory cgroup rw,memory 0 0\n", "/c/memory", "/c/cpuacct", false)]
    public void Both_versions_are_found_where_they_are_mounted(string mounts, string memory, string cpu, bool isUnified) =>
        Assert.Equal(new CgroupHierarchy(memory, cpu, isUnified), CgroupHierarchy.Detect(mounts));

    [Theory]
    [InlineData("")]
    [InlineData("tmpfs /sys/fs/cgroup tmpfs rw 0 0\nnonsense\n")]
    public void A_machine_without_any_has_none(string mounts) => Assert.Null(CgroupHierarchy.Detect(mounts));

    [Fact]
    public void Version_two_is_read_from_one_directory()
    {
        Write("a/cpu.stat", "usage_usec 2500000\nuser_usec 2000000\n");
        Write("a/memory.current", "10485760\n");
        Write("a/memory.stat", "anon 1\ninactive_file 4194304\nactive_file 7\n");

        Assert.Equal(new CgroupSample(2_500_000_000, 6_291_456), Unified.Read("/a"));
    }

    [Fact]
    public void Version_one_is_read_from_two()
    {
        Write("cpu/a/cpuacct.usage", "123456789\n");
        Write("memory/a/memory.usage_in_bytes", "5000\n");
        Write("memory/a/memory.stat", "inactive_file 9\ntotal_inactive_file 6000\n");

        Assert.Equal(new CgroupSample(123_456_789, 0), new CgroupHierarchy(files.Below("memory"), files.Below("cpu"), false).Read("/a"));
    }

    [Fact]
    public void A_group_that_is_gone_or_nonsense_is_none()
    {
        Write("a/cpu.stat", "usage_usec many\n");
        Write("a/memory.current", "1\n");

        Assert.Null(Unified.Read("/a"));
        Assert.Null(Unified.Read("/nobody"));
    }

    [Fact]
    public void Whether_swap_is_counted_is_seen_by_its_files()
    {
        var separate = new CgroupHierarchy(files.Below("memory"), files.Below("cpu"), false);
        Assert.False(Unified.CountsSwap());
        Assert.False(separate.CountsSwap());

        Write("system.slice/memory.swap.max", "max\n");
        Write("memory/memory.memsw.limit_in_bytes", "1\n");

        Assert.True(Unified.CountsSwap());
        Assert.True(separate.CountsSwap());
    }

    private CgroupHierarchy Unified => new(files.Path, files.Path, true);

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(files.Below(path))!);
        File.WriteAllText(files.Below(path), content);
    }
}
