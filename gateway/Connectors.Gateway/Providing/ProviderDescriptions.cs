using Connectors.Core.Describing;
using Connectors.Core.Functions;

namespace Connectors.Gateway.Providing;

/// <summary>What a provider's own routes say of themselves.</summary>
internal static class ProviderDescriptions
{
    public static readonly OperationDescription Changes = new("Answers once functions, replicas or readiness have changed.")
    {
        Parameters = [new("after", "The version that is known; without it, or with another than the present, the answer comes at once.")],
        Answers = [new(200, "The present version.", static () => OpenFaasJson.Default.ProviderVersion)],
    };

    public static readonly OperationDescription Endpoints = new("Where the ready replicas of all functions answer.")
    {
        Answers = [new(200, "Of all namespaces.", static () => OpenFaasJson.Default.IReadOnlyListFunctionEndpointsContract)],
        Errors = [502, 504],
    };
}
