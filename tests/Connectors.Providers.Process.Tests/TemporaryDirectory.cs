using Connectors.Providers.Process.Replicas;

namespace Connectors.Providers.Process.Tests;

/// <summary>A directory of a test's own.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory() => Path = Directory.CreateTempSubdirectory("connectors-process-").FullName;

    public string Path { get; }

    public string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public void Dispose() => ScratchDirectory.Remove(Path);
}
