using System.Net;
using Connectors.Cli.Modules;
using Connectors.Cli.Settings;
using Connectors.Cli.Stacks;
using Connectors.Providers.Faasd.Companions;

namespace Connectors.Cli.Commands;

/// <summary>Which rooms run.</summary>
internal enum HubRole
{
    /// <summary>Everything in one process.</summary>
    Up,

    /// <summary>The gateway alone.</summary>
    Gateway,

    /// <summary>A worker alone.</summary>
    Worker,

    /// <summary>Connectors alone, dispatching to a gateway.</summary>
    Connect,

    /// <summary>A provider alone, for a gateway elsewhere.</summary>
    Provider,
}

/// <summary>A validated command: nothing in it needs to be checked again.</summary>
internal sealed record HubOptions
{
    /// <summary>Which rooms run.</summary>
    public required HubRole Role { get; init; }

    /// <summary>Absolute path of the data directory; not yet opened.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>All settings, without faults.</summary>
    public required LoadedSettings Settings { get; init; }

    /// <summary>Connectors of other assemblies; those that are to run have registered.</summary>
    public ConnectorModules Modules { get; init; } = ConnectorModules.None;

    /// <summary>The stack file's path as shown to the user; null when there is none.</summary>
    public string? StackPath { get; init; }

    /// <summary>What the stack file says, without faults; null when there is none.</summary>
    public StackFile? Stack { get; init; }

    /// <summary>Whether this is a machine as faasd makes one.</summary>
    public bool IsFaasd { get; init; }

    /// <summary>What runs beside functions, without faults; null: nothing.</summary>
    public CompanionsFile? Companions { get; init; }

    /// <summary>Names of the connectors of <see cref="HubRole.Connect"/>.</summary>
    public IReadOnlyList<string> Connectors { get; init; } = [];

    /// <summary>The gateway that a worker or connector calls.</summary>
    public Uri Gateway { get; init; } = new("http://127.0.0.1:8080/");

    /// <summary>What to do where that cannot be used.</summary>
    public string? GatewayRemedy { get; init; }

    /// <summary>Where the embedded MQTT broker listens; null: there is none.</summary>
    public IPEndPoint? MqttBroker { get; init; }

    /// <summary>The environment's variables; null: not set.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Serve <c>/system</c> without credentials; only ever true when listening on loopback alone.</summary>
    public bool NoAuth { get; init; }
}
