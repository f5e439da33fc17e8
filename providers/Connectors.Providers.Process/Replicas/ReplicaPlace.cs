using Connectors.Providers.Local.Durability;

namespace Connectors.Providers.Process.Replicas;

/// <summary>A replica's own directories: a home, room for temporary files, and its secrets. They go when it goes.</summary>
internal sealed class ReplicaPlace(string root)
{
    private const UnixFileMode ReadableFile = UnixFileMode.UserRead;
    private const UnixFileMode ReadableDirectory = UnixFileMode.UserRead | UnixFileMode.UserExecute;

    private readonly Lock gate = new();

    public string Home { get; } = Path.Combine(root, "home");

    public string Temporary { get; } = Path.Combine(root, "tmp");

    /// <summary>One file a secret; not writable for the function.</summary>
    public string Secrets { get; } = Path.Combine(root, "secrets");

    public void Create()
    {
        lock (gate)
        {
            Directory.CreateDirectory(root, DurableDirectory.OwnerOnly);
            Directory.CreateDirectory(Home, DurableDirectory.OwnerOnly);
            Directory.CreateDirectory(Temporary, DurableDirectory.OwnerOnly);
            Directory.CreateDirectory(Secrets, ReadableDirectory);
        }
    }

    /// <summary>Brings a secret's file to its present value, replacing it at once; null takes it away. Nothing happens before creation and after removal.</summary>
    /// <param name="name">The secret.</param>
    /// <param name="value">Asked for the value when it is this call's turn, so that the last to write has seen the newest.</param>
    public void RefreshSecret(string name, Func<byte[]?> value)
    {
        lock (gate)
        {
            if (!Directory.Exists(Secrets))
                return;
            File.SetUnixFileMode(Secrets, DurableDirectory.OwnerOnly);
            try
            {
                if (value() is { } present)
                    Replace(Path.Combine(Secrets, name), present);
                else
                    File.Delete(Path.Combine(Secrets, name));
            }
            finally
            {
                File.SetUnixFileMode(Secrets, ReadableDirectory);
            }
        }
    }

    /// <summary>Removes everything.</summary>
    /// <exception cref="IOException">Something could not be removed.</exception>
    public void Remove()
    {
        lock (gate)
            ScratchDirectory.Remove(root);
    }

    private void Replace(string path, byte[] value)
    {
        var temporary = Path.Combine(Secrets, DurableFile.TemporaryPrefix + "secret");
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = ReadableFile }))
            stream.Write(value);
        File.Move(temporary, path, overwrite: true);
    }
}
