namespace Connectors.Providers.Faasd.Companions.Running;

/// <summary>Where what belongs to companions is on this machine.</summary>
/// <param name="state">A folder that a restart of the machine empties.</param>
/// <param name="data">A folder that it does not, on a disk.</param>
internal sealed class CompanionFolders(string state, string data)
{
    /// <summary>This part of the hub, among those that use the network.</summary>
    public const string Part = "companions";

    /// <summary>Small files of each.</summary>
    public string Files { get; } = Path.Combine(state, Part, "files");

    /// <summary>What they say, a folder each.</summary>
    public string Logs { get; } = Path.Combine(data, Part, "logs");

    /// <summary>What they have said and nobody has read yet.</summary>
    public string Outputs { get; } = Path.Combine(data, Part, "output");

    /// <summary>On a disk, so that what is written there is not counted as memory.</summary>
    public string Temporaries { get; } = Path.Combine(data, Part, "tmp");
}
