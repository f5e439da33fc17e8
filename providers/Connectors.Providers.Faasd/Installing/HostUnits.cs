namespace Connectors.Providers.Faasd.Installing;

/// <summary>The units of a host of functions: the hub, and what runs beside functions.</summary>
internal static class HostUnits
{
    public const string HubName = "connectors.service";
    public const string CompanionsName = "connectors-companions.service";

    // They keep the same containers and the same bridge.
    private const string Others = "faasd.service faasd-provider.service";
    private const string OpenFiles = "1048576";

    /// <summary>The hub with functions in containers.</summary>
    public static string Hub(UnitOptions options)
    {
        var arguments = new List<string> { "up", "--provider", "faasd", "--data", options.DataDirectory };
        if (options.ConfigurationFile is { } configuration)
            arguments.AddRange(["--config", configuration]);
        var unit = Begin("Connectors, functions in containers")
            .Set("Wants", "network-online.target containerd.service")
            .Set("After", "network-online.target containerd.service")
            .Set("Conflicts", Others);
        return Service(unit, options, arguments, stopsWithin: "90s");
    }

    /// <summary>What runs beside functions.</summary>
    public static string Companions(UnitOptions options)
    {
        var unit = Begin("What runs beside the functions of Connectors")
            .Set("Wants", "containerd.service")
            // The hub answers for names, so that companions find each other; while it is started anew they go on.
            .Set("After", $"containerd.service {HubName}")
            .Set("Conflicts", Others);
        return Service(unit, options, ["faasd", "companions", "--file", options.ComposeFile], stopsWithin: "60s");
    }

    private static SystemdUnit Begin(string description) => new SystemdUnit().Section("Unit").Set("Description", description).Set("StartLimitIntervalSec", "0");

    private static string Service(SystemdUnit unit, UnitOptions options, IEnumerable<string> arguments, string stopsWithin) => unit
        .Section("Service")
        .Set("Type", "exec")
        .Run("ExecStart", options.Program, arguments)
        .Set("Restart", "always")
        .Set("RestartSec", "2s")
        .Set("KillMode", "mixed")
        .Set("TimeoutStopSec", stopsWithin)
        .Set("LimitNOFILE", OpenFiles)
        .Comment("No PrivateTmp, ProtectSystem or the like: they give a service mounts of its own, and containerd would not see the networks that are mounted here.")
        .Section("Install")
        .Set("WantedBy", "multi-user.target")
        .ToString();
}
