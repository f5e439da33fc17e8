using Connectors.Core.Functions;

namespace Connectors.Providers.Process.Replicas;

/// <summary>What every process of a replica carries in its environment, and its children inherit: which data directory, which replica.</summary>
internal static class ReplicaMark
{
    public const string Variable = "CONNECTORS_REPLICA";

    public static string Of(string dataId, FunctionName function, string replica) => $"{AllOf(dataId)}{function.Namespace}/{function.Name}/{replica}";

    /// <summary>How the marks of all replicas of a data directory begin.</summary>
    public static string AllOf(string dataId) => dataId + "/";
}
