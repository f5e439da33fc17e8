using Connectors.Core.Describing;

namespace Connectors.Gateway.Describing;

/// <summary>Parts of descriptions that many routes share.</summary>
internal static class Told
{
    public static OperationAnswer Accepted { get; } = new(202, "Taken; it may still take effect in the background.");

    public static OperationParameter Namespace { get; } = new("namespace", "The namespace that is meant; gateway.function-namespace when absent.");

    public static OperationParameter Name { get; } = InPath("name", "The function: name, or name.namespace.");

    public static OperationParameter Function { get; } = new("function", "Only those of this function.");

    public static OperationParameter Limit { get; } = new("limit", "How many at most, from 1 to 1000.");

    public static OperationParameter InPath(string name, string description) => new(name, description, OperationParameterPlace.Path);

    public static OperationParameter Header(string name, string description) => new(name, description, OperationParameterPlace.Header);
}
