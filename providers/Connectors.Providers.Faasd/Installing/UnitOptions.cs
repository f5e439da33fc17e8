namespace Connectors.Providers.Faasd.Installing;

/// <summary>What the unit of an installation runs. All paths are absolute.</summary>
public sealed record UnitOptions
{
    /// <summary>The command.</summary>
    public required string Program { get; init; }

    /// <summary>The hub's data.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The hub's settings; null: none.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary>The compose file of what runs beside functions; null: faasd's, where it is there when the hub starts.</summary>
    public string? ComposeFile { get; init; }

    /// <summary>Where the gateway listens, in place of what the settings say; null: as they say.</summary>
    public string? Listen { get; init; }
}
