using Connectors.Providers.Local.Durability;

namespace Connectors.Providers.Local.Secrets;

/// <summary>The values of secrets, one file each, readable for the hub's user alone. Names have been checked before they come here.</summary>
/// <param name="root">They are below it, in <c>&lt;namespace&gt;/&lt;name&gt;</c>.</param>
internal sealed class SecretFiles(string root)
{
    public bool Exists(string @namespace, string name) => File.Exists(PathOf(@namespace, name));

    public IReadOnlyList<string> Names(string @namespace)
    {
        var directory = Path.Combine(root, @namespace);
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
            return File.ReadAllBytes(PathOf(@namespace, name));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Write(string @namespace, string name, ReadOnlySpan<byte> value) => DurableFile.Write(PathOf(@namespace, name), value);

    public void Delete(string @namespace, string name) => DurableFile.Delete(PathOf(@namespace, name));

    public void DeleteAll(string @namespace)
    {
        foreach (var name in Names(@namespace))
            Delete(@namespace, name);
    }

    /// <summary>Removes what a killed hub was writing.</summary>
    public void SweepTemporaries()
    {
        if (!Directory.Exists(root))
            return;
        foreach (var directory in Directory.EnumerateDirectories(root))
            DurableFile.SweepTemporaries(directory);
    }

    private string PathOf(string @namespace, string name) => Path.Combine(root, @namespace, name);
}
