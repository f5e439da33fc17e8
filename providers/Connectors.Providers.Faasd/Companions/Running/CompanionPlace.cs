using Connectors.Providers.Faasd.Logs;
using Connectors.Providers.Faasd.Names;
using Connectors.Providers.Faasd.Networks;
using Connectors.Providers.Faasd.Replicas;
using Connectors.Providers.Faasd.Specs;
using Connectors.Providers.Local.Durability;

namespace Connectors.Providers.Faasd.Companions.Running;

/// <summary>A companion's own files and folders, beside the volumes that its user names. For one caller at a time.</summary>
internal sealed class CompanionPlace(CompanionFolders folders, Companion companion)
{
    private const UnixFileMode Everybody = (UnixFileMode)0x3FF; // 1777

    private readonly ReplicaName name = new(CompanionContainer.Namespace, companion.Name);
    private readonly string files = Path.Combine(folders.Files, companion.Name);
    private readonly string temporary = Path.Combine(folders.Temporaries, companion.Name);

    /// <summary>Its name on the network.</summary>
    public string Key => name.Key;

    public OutputFile Output { get; } = new(Path.Combine(folders.Outputs, companion.Name));

    /// <summary>Makes it, in place of what an earlier try has left.</summary>
    public ReplicaFacts Create(ReplicaNetwork network, NetworkOptions options, bool countsSwap)
    {
        Remove();
        Directory.CreateDirectory(folders.Outputs, DurableDirectory.OwnerOnly);
        Directory.CreateDirectory(files);
        if (companion.ReadOnlyRoot)
            MakeTemporary();
        var facts = new ReplicaFacts
        {
            Id = companion.Name,
            RootFileSystem = "rootfs",
            NetworkNamespace = network.NamespacePath,
            CgroupPath = name.Cgroup,
            ResolvConf = Path.Combine(files, "resolv.conf"),
            Hosts = Path.Combine(files, "hosts"),
            TemporaryDirectory = temporary,
            Binds = companion.Binds,
            CountsSwap = countsSwap,
        };
        File.WriteAllText(facts.ResolvConf, NameFiles.ResolvConf(options.HostAddress));
        File.WriteAllText(facts.Hosts, NameFiles.Hosts(facts.HostName, network.Address));
        return facts;
    }

    /// <summary>Removes all but what it has said, and its volumes.</summary>
    /// <exception cref="IOException">Something could not be removed.</exception>
    public void Remove()
    {
        foreach (var folder in new[] { files, temporary })
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private void MakeTemporary()
    {
        // For the hub's user alone, so that nobody of this machine reaches what is open to everybody below.
        Directory.CreateDirectory(folders.Temporaries, DurableDirectory.OwnerOnly);
        Directory.CreateDirectory(temporary);
        File.SetUnixFileMode(temporary, Everybody);
    }
}
