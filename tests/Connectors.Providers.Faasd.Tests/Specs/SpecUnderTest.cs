using Connectors.Providers.Faasd.Specs;
using Connectors.Providers.Faasd.Specs.Runtime;
using Connectors.Providers.Faasd.Specs.Users;

namespace Connectors.Providers.Faasd.Tests.Specs;

/// <summary>A small image, a wish and a replica, to be changed by tests with <c>with</c>.</summary>
internal static class SpecUnderTest
{
    public static readonly ImageProcess Image = new() { Entrypoint = ["/bin/watchdog"], Cmd = ["--serve"], Env = ["PATH=/bin", "mode=http"] };

    public static readonly Workload Workload = new() { Image = "example.com/shout:1" };

    public static readonly ImageAccounts Accounts = new(
        "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001::/home/app:/bin/sh\nbroken line\nempty::::\n",
        "root:x:0:\napp:x:1001:\nvideo:x:44:app,other\nlogs:x:45:other,app\n");

    public static readonly ReplicaFacts Facts = new()
    {
        Id = "shout-1",
        RootFileSystem = "rootfs",
        NetworkNamespace = "/run/net/shout-1",
        CgroupPath = "/connectors/openfaas-fn/shout-1",
        ResolvConf = "/state/resolv.conf",
        Hosts = "/state/hosts",
        TemporaryDirectory = "/state/tmp",
    };

    public static RuntimeSpec Build(ImageProcess? image = null, Workload? workload = null, ReplicaFacts? facts = null)
    {
        var built = ContainerSpec.TryBuild(image ?? Image, workload ?? Workload, facts ?? Facts, Accounts, out var spec, out var faults);
        Assert.True(built, string.Join('\n', faults));
        return spec!;
    }

    public static IReadOnlyList<string> Faults(ImageProcess? image = null, Workload? workload = null)
    {
        Assert.False(ContainerSpec.TryBuild(image ?? Image, workload ?? Workload, Facts, Accounts, out _, out var faults));
        return faults;
    }
}
