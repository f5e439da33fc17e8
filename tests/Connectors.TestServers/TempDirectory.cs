namespace Connectors.TestServers;

/// <summary>A directory that is gone after disposal.</summary>
public sealed class TempDirectory(string purpose) : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory($"connectors-{purpose}-").FullName;

    public string Below(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
