namespace Connectors.Core.Functions;

/// <summary>What the load of a function may be measured by.</summary>
public static class ScalingTypes
{
    /// <summary>Calls that ended, a second.</summary>
    public const string Rps = "rps";

    /// <summary>Calls under way.</summary>
    public const string Capacity = "capacity";

    /// <summary>Milli-CPU used.</summary>
    public const string Cpu = "cpu";

    /// <summary>Queued calls that have not ended.</summary>
    public const string Queue = "queue";
}
