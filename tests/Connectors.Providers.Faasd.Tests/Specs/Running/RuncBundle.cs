using System.Text.Json;
using Connectors.Providers.Faasd.Specs;
using Connectors.Providers.Faasd.Specs.Runtime;
using Connectors.Providers.Faasd.Specs.Users;
using Connectors.TestServers;

namespace Connectors.Providers.Faasd.Tests.Specs.Running;

/// <summary>An image of busybox on the disk, and runc to run containers of it in a network of their own.</summary>
internal sealed class RuncBundle : IDisposable
{
    // The network is a file that is a namespace: it lives in the mount namespace of the shell alone, and goes with it.
    private const string Script = """
        set -e
        mount -t tmpfs tmpfs "$1/net"
        touch "$1/net/ns"
        unshare --net="$1/net/ns" true
        exec runc --root "$1/state" run --bundle "$1" "$2"
        """;

    private readonly TempDirectory directory = new("runc");

    private RuncBundle(string id)
    {
        Facts = SpecUnderTest.Facts with
        {
            Id = id,
            RootFileSystem = directory.Below("rootfs"),
            NetworkNamespace = directory.Below("net/ns"),
            CgroupPath = "/" + id,
            ResolvConf = directory.Below("resolv.conf"),
            Hosts = directory.Below("hosts"),
            TemporaryDirectory = directory.Below("tmp"),
        };
    }

    public ReplicaFacts Facts { get; }

    public static RuncBundle Create()
    {
        Machine.Needs("runc", "unshare", "mount", "busybox");
        var bundle = new RuncBundle($"connectors-test-{Guid.NewGuid():N}");
        bundle.Fill();
        return bundle;
    }

    /// <summary>A directory with one file, for the container to see.</summary>
    public string Folder(string name, string file, string content)
    {
        Directory.CreateDirectory(directory.Below(name));
        File.WriteAllText(Path.Combine(directory.Below(name), file), content);
        return directory.Below(name);
    }

    public async Task<Command> RunAsync(string script, ImageProcess? image = null, Workload? workload = null, ReplicaFacts? facts = null)
    {
        image = (image ?? new ImageProcess { Env = ["PATH=/bin"] }) with { Entrypoint = ["/bin/sh", "-c"], Cmd = [script] };
        var built = ContainerSpec.TryBuild(image, workload ?? SpecUnderTest.Workload, facts ?? Facts, RootedFile.ReadAccounts(Facts.RootFileSystem), out var spec, out var faults);
        Assert.True(built, string.Join('\n', faults));
        File.WriteAllBytes(directory.Below("config.json"), JsonSerializer.SerializeToUtf8Bytes(spec!, RuntimeSpecJson.Default.RuntimeSpec));
        return await Command.RunAsync("unshare", "-n", "-m", "sh", "-c", Script, "sh", directory.Path, Facts.Id);
    }

    public void Dispose() => directory.Dispose();

    private void Fill()
    {
        foreach (var folder in new[] { "rootfs/bin", "rootfs/etc", "rootfs/home/app", "rootfs/tmp", "net", "tmp" })
            Directory.CreateDirectory(directory.Below(folder));
        File.SetUnixFileMode(directory.Below("tmp"), (UnixFileMode)0x3FF); // 1777
        File.Copy(Array.Find(["/bin/busybox", "/usr/bin/busybox"], File.Exists)!, directory.Below("rootfs/bin/busybox"));
        foreach (var applet in new[] { "sh", "cat", "id", "pwd", "env", "touch", "ls", "grep", "hostname", "ping", "mknod", "chown", "echo", "dd", "ps" })
            File.CreateSymbolicLink(directory.Below("rootfs/bin/" + applet), "busybox");
        File.WriteAllText(directory.Below("rootfs/etc/passwd"), "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n");
        File.WriteAllText(directory.Below("rootfs/etc/group"), "app:x:1000:\nlogs:x:45:app\n");
        File.WriteAllText(Facts.ResolvConf, "nameserver 10.62.0.1\n");
        File.WriteAllText(Facts.Hosts, "127.0.0.1 localhost\n");
    }
}
