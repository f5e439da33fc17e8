using System.Net;
using Connectors.Providers.Faasd.Logs;
using Connectors.Providers.Faasd.Names;
using Connectors.Providers.Faasd.Specs;
using Connectors.Providers.Local.Durability;

namespace Connectors.Providers.Faasd.Replicas;

/// <summary>A replica's own files and folders. They go when it goes. Thread-safe.</summary>
internal sealed class ReplicaPlace(ReplicaFolders folders, ReplicaName name, MemoryFolder memory)
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Open = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Everybody = (UnixFileMode)0x3FF; // 1777

    private readonly Lock gate = new();
    private readonly string files = Path.Combine(folders.Files, name.Key);
    private readonly string secrets = Path.Combine(folders.Secrets, name.Key);
    private readonly string temporary = Path.Combine(folders.Temporaries, name.Key);

    public OutputFile Output { get; } = new(Path.Combine(folders.Outputs, name.Key));

    /// <summary>Makes it, in place of what an earlier try has left.</summary>
    public ReplicaFacts Create(string networkNamespace, IPAddress nameServer, bool hasSecrets, bool readOnlyRoot, bool countsSwap)
    {
        lock (gate)
        {
            RemoveFolders();
            Directory.CreateDirectory(folders.Outputs, DurableDirectory.OwnerOnly);
            Directory.CreateDirectory(folders.State, DurableDirectory.OwnerOnly);
            Directory.CreateDirectory(files);
            if (hasSecrets)
                memory.Add(name.Key, Open);
            if (readOnlyRoot)
                MakeTemporary();
            var facts = new ReplicaFacts
            {
                Id = name.Id,
                RootFileSystem = "rootfs",
                NetworkNamespace = networkNamespace,
                CgroupPath = name.Cgroup,
                ResolvConf = Path.Combine(files, "resolv.conf"),
                Hosts = Path.Combine(files, "hosts"),
                TemporaryDirectory = temporary,
                SecretsDirectory = hasSecrets ? secrets : null,
                CountsSwap = countsSwap,
            };
            File.WriteAllText(facts.ResolvConf, NameFiles.ResolvConf(nameServer));
            File.WriteAllText(facts.Hosts, "");
            return facts;
        }
    }

    /// <summary>Says in the files that were made where it is.</summary>
    public void Locate(ReplicaFacts facts, IPAddress address)
    {
        // Into the file itself, which may be mounted already.
        lock (gate)
            File.WriteAllText(facts.Hosts, NameFiles.Hosts(facts.HostName, address));
    }

    /// <summary>Brings a secret's file to its present value, replacing it at once; null takes it away. Nothing happens before creation and after removal.</summary>
    /// <param name="secret">Which.</param>
    /// <param name="value">Asked for the value when it is this call's turn, so that the last to write has seen the newest.</param>
    public void RefreshSecret(string secret, Func<byte[]?> value)
    {
        lock (gate)
        {
            if (!Directory.Exists(secrets))
                return;
            if (value() is { } present)
                Replace(Path.Combine(secrets, secret), present);
            else
                File.Delete(Path.Combine(secrets, secret));
        }
    }

    /// <summary>Removes all but what it has written.</summary>
    /// <exception cref="IOException">Something could not be removed.</exception>
    public void RemoveFolders()
    {
        lock (gate)
        {
            foreach (var folder in new[] { files, temporary })
            {
                if (Directory.Exists(folder))
                    Directory.Delete(folder, recursive: true);
            }
            memory.Remove(name.Key);
        }
    }

    private void MakeTemporary()
    {
        // For the hub's user alone, so that nobody of this machine reaches what is open to everybody below.
        Directory.CreateDirectory(folders.Temporaries, DurableDirectory.OwnerOnly);
        Directory.CreateDirectory(temporary);
        // The mask of the process does not count here.
        File.SetUnixFileMode(temporary, Everybody);
    }

    private void Replace(string path, byte[] value)
    {
        var unfinished = Path.Combine(secrets, DurableFile.TemporaryPrefix + "secret");
        File.Delete(unfinished);
        using (var stream = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Readable }))
            stream.Write(value);
        File.SetUnixFileMode(unfinished, Readable);
        File.Move(unfinished, path, overwrite: true);
    }
}
