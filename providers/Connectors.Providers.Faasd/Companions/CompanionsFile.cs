using System.Net;
using System.Runtime.InteropServices;
using Connectors.Providers.Faasd.Companions.Compose;

namespace Connectors.Providers.Faasd.Companions;

/// <summary>What a compose file wishes to run beside functions. Immutable.</summary>
public sealed class CompanionsFile
{
    /// <summary>Where faasd keeps its compose file, in the folder of its volumes and secrets.</summary>
    public const string DefaultPath = "/var/lib/faasd/docker-compose.yaml";

    // One more than a compose file may have, so that a longer one is found to be so.
    private const int MostCharacters = (1 << 20) + 1;

    private CompanionsFile(string path, ComposeReading reading)
    {
        Path = path;
        Companions = reading.Companions;
        Faults = reading.Faults;
        Remarks = reading.Remarks;
    }

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <summary>Everything that is wrong, one sentence each that begins with file and line; nothing of the file is used then.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>What has no effect, in the same form.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>Names of what is to run, in the order of starting.</summary>
    public IReadOnlyList<string> Names => [.. Companions.Select(companion => companion.Name)];

    /// <summary>What of this machine leads to companions, with the name of each.</summary>
    public IEnumerable<(string Name, IPEndPoint Listen)> Ports =>
        Companions.SelectMany(companion => companion.Ports.Select(port => (companion.Name, new IPEndPoint(port.HostAddress, port.HostPort))));

    internal IReadOnlyList<Companion> Companions { get; }

    /// <summary>Reads a file; never throws for what it says or that it cannot be read.</summary>
    /// <param name="path">An absolute path; relative paths in the file lead from its folder.</param>
    /// <param name="variable">What <c>${NAME}</c> stands for; null: not set.</param>
    public static CompanionsFile Read(string path, Func<string, string?> variable)
    {
        try
        {
            var compose = new ComposeFile(path, ComposeVariables.Of(RuntimeInformation.OSArchitecture, variable), ReadIfThere) { IsThere = System.IO.Path.Exists };
            return new CompanionsFile(path, compose.Read(ReadText(path)));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return new CompanionsFile(path, new ComposeReading([], [$"{path} cannot be read: {cause.Message.TrimEnd('.')}; name the compose file with -f"], []));
        }
    }

    private static string? ReadIfThere(string path) => File.Exists(path) ? ReadText(path) : null;

    private static string ReadText(string path)
    {
        using var reader = new StreamReader(path);
        var buffer = new char[MostCharacters];
        return new string(buffer, 0, reader.ReadBlock(buffer));
    }
}
