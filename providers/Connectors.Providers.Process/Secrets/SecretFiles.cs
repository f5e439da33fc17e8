using Connectors.Providers.Process.Durability;

namespace Connectors.Providers.Process.Secrets;

/// <summary>The values of secrets, one file each, readable for the hub's user alone.</summary>
internal sealed class SecretFiles(DataLayout layout)
{
    public bool Exists(string @namespace, string name) => File.Exists(layout.Secret(@namespace, name));

    public IReadOnlyList<string> Names(string @namespace)
    {
        var directory = layout.NamespaceSecrets(@namespace);
        if (!Directory.Exists(directory))
            return [];
        return [.. Directory.EnumerateFiles(directory)
            .Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith(DurableFile.TemporaryPrefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>The value; null when there is no such secret.</summary>
    public byte[]? Read(string @namespace, string name)
    {
        try
        {
            return File.ReadAllBytes(layout.Secret(@namespace, name));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Write(string @namespace, string name, ReadOnlySpan<byte> value) => DurableFile.Write(layout.Secret(@namespace, name), value);

    public void Delete(string @namespace, string name) => DurableFile.Delete(layout.Secret(@namespace, name));

    public void DeleteAll(string @namespace)
    {
        foreach (var name in Names(@namespace))
            Delete(@namespace, name);
    }

    /// <summary>Removes what a killed hub was writing.</summary>
    public void SweepTemporaries()
    {
        if (!Directory.Exists(layout.Secrets))
            return;
        foreach (var directory in Directory.EnumerateDirectories(layout.Secrets))
            Deployments.RecordFiles.SweepTemporaries(directory);
    }
}
