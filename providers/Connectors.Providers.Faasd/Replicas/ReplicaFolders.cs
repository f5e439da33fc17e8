namespace Connectors.Providers.Faasd.Replicas;

/// <summary>Where what belongs to replicas is on this machine.</summary>
/// <param name="state">A folder that a restart of the machine empties.</param>
/// <param name="data">A folder that it does not, on a disk.</param>
internal sealed class ReplicaFolders(string state, string data)
{
    /// <summary>This part of the hub, among those that use the network.</summary>
    public const string Part = "functions";

    public string State { get; } = Path.Combine(state, Part);

    /// <summary>The values of secrets, for the hub's user alone.</summary>
    public string SecretValues { get; } = SecretsOf(data);

    public string Logs { get; } = Path.Combine(data, "logs");

    public string Outputs { get; } = Path.Combine(data, "output");

    /// <summary>On a disk, so that what functions write there is not counted as memory.</summary>
    public string Temporaries { get; } = Path.Combine(data, "tmp");

    /// <summary>Small files of each replica.</summary>
    public string Files => Path.Combine(State, "files");

    /// <summary>Secrets as each replica sees them.</summary>
    public string Secrets => Path.Combine(State, "secrets");

    /// <summary>Where images are looked into.</summary>
    public string Views => Path.Combine(State, "views");

    public static string SecretsOf(string data) => Path.Combine(data, "secrets-store");
}
