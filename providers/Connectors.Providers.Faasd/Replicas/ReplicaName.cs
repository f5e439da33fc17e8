using Connectors.Core.Functions;

namespace Connectors.Providers.Faasd.Replicas;

/// <summary>The name of a replica: within its namespace, and on the whole machine.</summary>
/// <param name="Namespace">Of its function.</param>
/// <param name="Id">Within it, e.g. <c>shout-1a2b3c4d</c>.</param>
internal sealed record ReplicaName(string Namespace, string Id)
{
    /// <summary>Unique on the machine: no name has an underscore.</summary>
    public string Key => $"{Namespace}_{Id}";

    /// <summary>Its control group. Directly below the root, so that no group is left when it goes.</summary>
    public string Cgroup => $"/connectors_{Key}";

    public static ReplicaName Of(FunctionName function, string id) => new(function.Namespace, id);
}
