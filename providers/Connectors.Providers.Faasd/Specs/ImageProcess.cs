namespace Connectors.Providers.Faasd.Specs;

/// <summary>What an image says of the process that it was made for.</summary>
internal sealed record ImageProcess
{
    /// <summary>Variables, <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    /// <summary>The beginning of the command.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>The rest of the command.</summary>
    public IReadOnlyList<string> Cmd { get; init; } = [];

    /// <summary>Where it starts; empty: the root.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary><c>user</c> or <c>user:group</c>, by name or number; empty: root.</summary>
    public string User { get; init; } = "";
}
