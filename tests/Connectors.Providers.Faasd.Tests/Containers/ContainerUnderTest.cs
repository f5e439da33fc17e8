using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.Networks.Namespaces;
using Connectors.Providers.Faasd.Specs;
using Connectors.Providers.Faasd.Tests.Specs;
using Connectors.TestServers;

namespace Connectors.Providers.Faasd.Tests.Containers;

/// <summary>The places of one container on this machine.</summary>
internal sealed class ContainerUnderTest : IDisposable
{
    private readonly TempDirectory directory = new("container");
    private readonly NetworkNamespaces networks;

    private ContainerUnderTest(string id)
    {
        Id = id;
        networks = new NetworkNamespaces(directory.Below("networks"));
        Directory.CreateDirectory(directory.Below("tmp"));
        File.WriteAllText(directory.Below("resolv.conf"), "nameserver 127.0.0.1\n");
        File.WriteAllText(directory.Below("hosts"), "127.0.0.1 localhost\n");
    }

    public string Id { get; }

    /// <summary>Where its lines go.</summary>
    public Uri Output => new("file://" + directory.Below("output"));

    public string OutputSoFar => File.Exists(Output.LocalPath) ? File.ReadAllText(Output.LocalPath) : "";

    public string Cgroup => $"/connectors-tests/{Id}";

    /// <summary>A plan for a container of its own.</summary>
    public static async Task<(ContainerUnderTest Container, ContainerPlan Plan)> PlanAsync(ContainerImage image, params IReadOnlyList<string> command)
    {
        var container = new ContainerUnderTest($"test-{Guid.NewGuid():N}");
        var network = await container.networks.CreateAsync(container.Id);
        var facts = new ReplicaFacts
        {
            Id = container.Id,
            RootFileSystem = "rootfs",
            NetworkNamespace = network,
            CgroupPath = container.Cgroup,
            ResolvConf = container.directory.Below("resolv.conf"),
            Hosts = container.directory.Below("hosts"),
            TemporaryDirectory = container.directory.Below("tmp"),
        };
        var workload = new Workload { Image = image.Name, Command = command };
        var built = ContainerSpec.TryBuild(image.Process, workload, facts, SpecUnderTest.Accounts, out var spec, out var faults);
        Assert.True(built, string.Join('\n', faults));
        return (container, new ContainerPlan { Id = container.Id, Image = image, Spec = spec! });
    }

    public void Dispose()
    {
        networks.Remove(Id);
        directory.Dispose();
    }
}
