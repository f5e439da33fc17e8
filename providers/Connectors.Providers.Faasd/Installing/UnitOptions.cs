namespace Connectors.Providers.Faasd.Installing;

/// <summary>Where an installation is; the defaults are what it makes when nobody says otherwise.</summary>
internal sealed record UnitOptions
{
    /// <summary>The command, by its absolute path.</summary>
    public string Program { get; init; } = "/usr/local/bin/connectors";

    /// <summary>The hub's data.</summary>
    public string DataDirectory { get; init; } = "/var/lib/connectors";

    /// <summary>The hub's settings; null: none.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary>The compose file of what runs beside functions, in the folder that its relative paths lead from.</summary>
    public string ComposeFile { get; init; } = "/var/lib/faasd/docker-compose.yaml";
}
