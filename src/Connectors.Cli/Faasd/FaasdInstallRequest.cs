namespace Connectors.Cli.Faasd;

/// <summary>What the user typed after <c>faasd install</c>. Null: not given.</summary>
internal sealed record FaasdInstallRequest
{
    public bool DryRun { get; init; }

    public bool Force { get; init; }

    public string? Program { get; init; }

    public string? Compose { get; init; }

    public string? Config { get; init; }

    public string? Data { get; init; }

    public string? Listen { get; init; }
}
