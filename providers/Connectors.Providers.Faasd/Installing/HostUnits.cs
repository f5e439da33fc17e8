namespace Connectors.Providers.Faasd.Installing;

/// <summary>The unit of a host of functions: the hub with functions in containers, and what runs beside them.</summary>
internal static class HostUnits
{
    public const string HubName = "connectors.service";

    // They keep the same containers and the same bridge.
    private const string Others = "faasd.service faasd-provider.service";
    private const string OpenFiles = "1048576";

    /// <summary>The unit's text.</summary>
    /// <exception cref="ArgumentException">A path cannot stand in a unit.</exception>
    public static string Hub(UnitOptions options) => new SystemdUnit()
        .Section("Unit")
        .Set("Description", "Connectors, functions in containers")
        .Set("Wants", "network-online.target containerd.service")
        .Set("After", "network-online.target containerd.service")
        .Set("Conflicts", Others)
        .Set("StartLimitIntervalSec", "0")
        .Section("Service")
        .Set("Type", "exec")
        .Run("ExecStart", options.Program, Arguments(options))
        .Set("Restart", "always")
        .Set("RestartSec", "2s")
        .Set("KillMode", "mixed")
        .Set("TimeoutStopSec", "180s")
        .Set("LimitNOFILE", OpenFiles)
        .Comment("No PrivateTmp, ProtectSystem or the like: they give a service mounts of its own, and containerd would not see the networks that are mounted here.")
        .Section("Install")
        .Set("WantedBy", "multi-user.target")
        .ToString();

    private static List<string> Arguments(UnitOptions options)
    {
        var arguments = new List<string> { "faasd", "up", "--data", options.DataDirectory };
        if (options.ComposeFile is { } compose)
            arguments.AddRange(["--file", compose]);
        if (options.ConfigurationFile is { } configuration)
            arguments.AddRange(["--config", configuration]);
        if (options.Listen is { } listen)
            arguments.AddRange(["--listen", listen]);
        return arguments;
    }
}
