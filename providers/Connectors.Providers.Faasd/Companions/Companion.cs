using System.Net;
using Connectors.Core.Functions;
using Connectors.Providers.Faasd.Specs;

namespace Connectors.Providers.Faasd.Companions;

/// <summary>What runs beside functions on a host, as the compose file says: a queue's server, a monitor, a database.</summary>
internal sealed record Companion
{
    /// <summary>Its name, by which functions find it.</summary>
    public required string Name { get; init; }

    public required string Image { get; init; }

    /// <summary>The whole command, in place of the image's; empty: the image's.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>In place of the image's user; null: the image's.</summary>
    public string? User { get; init; }

    public IReadOnlyList<string> AddedCapabilities { get; init; } = [];

    /// <summary>What of the machine it sees.</summary>
    public IReadOnlyList<BindMount> Binds { get; init; } = [];

    /// <summary>Where the machine lets others reach it.</summary>
    public IReadOnlyList<CompanionPort> Ports { get; init; } = [];

    /// <summary>Names of those that must be started before.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    public CompanionRestart Restart { get; init; } = CompanionRestart.Always;

    public FunctionResources? Limits { get; init; }

    public bool ReadOnlyRoot { get; init; }

    /// <summary>As something to run.</summary>
    public Workload ToWorkload() => new()
    {
        Image = Image,
        Command = Command,
        Variables = Variables,
        User = User,
        Limits = Limits,
        ReadOnlyRoot = ReadOnlyRoot,
        AddedCapabilities = AddedCapabilities,
    };
}

/// <summary>A port of the machine that leads to one of the container, by TCP.</summary>
internal sealed record CompanionPort(IPAddress HostAddress, int HostPort, int ContainerPort);

/// <summary>What becomes of a companion that has ended.</summary>
internal enum CompanionRestart
{
    /// <summary>It is started again.</summary>
    Always,

    /// <summary>It is started again unless it ended with 0.</summary>
    OnFailure,

    /// <summary>It stays as it is.</summary>
    Never,
}
