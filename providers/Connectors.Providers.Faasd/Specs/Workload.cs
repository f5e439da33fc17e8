using Connectors.Core.Functions;

namespace Connectors.Providers.Faasd.Specs;

/// <summary>What is to run, as its user wishes it: a function, or what runs beside functions. The same for every replica.</summary>
internal sealed record Workload
{
    /// <summary>The image as it was named, for messages.</summary>
    public required string Image { get; init; }

    /// <summary>The whole command, in place of the image's; empty: the image's.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Variables beside the image's; they win.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>In place of the image's user; null: the image's.</summary>
    public string? User { get; init; }

    /// <summary>What it may use at most.</summary>
    public FunctionResources? Limits { get; init; }

    /// <summary>What it should get when others want it too.</summary>
    public FunctionResources? Requests { get; init; }

    /// <summary>Nothing but <c>/tmp</c> and mounts can be written to.</summary>
    public bool ReadOnlyRoot { get; init; }

    /// <summary>Capabilities beside those that everybody gets, e.g. <c>CAP_NET_RAW</c>.</summary>
    public IReadOnlyList<string> AddedCapabilities { get; init; } = [];
}
