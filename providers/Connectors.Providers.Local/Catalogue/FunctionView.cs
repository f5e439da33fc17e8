using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Providers.Local.Catalogue;

/// <summary>What callers see of one function at one moment. Immutable.</summary>
internal sealed record FunctionView(FunctionStatus Status, FunctionEndpoints Endpoints)
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    public static FunctionView Of(StoredFunction function, FunctionEndpoints endpoints)
    {
        var deployment = function.Deployment;
        return new FunctionView(
            new FunctionStatus
            {
                Name = deployment.Service,
                Namespace = deployment.Namespace!,
                Image = deployment.Image ?? "",
                EnvProcess = string.IsNullOrEmpty(deployment.EnvProcess) ? null : deployment.EnvProcess,
                EnvVars = Filled(deployment.EnvVars),
                Constraints = Filled(deployment.Constraints),
                Secrets = Filled(deployment.Secrets),
                Labels = new Dictionary<string, string>(deployment.Labels ?? None) { [KnownAnnotations.FunctionLabel] = deployment.Service },
                Annotations = deployment.Annotations ?? None,
                Limits = Filled(deployment.Limits),
                Requests = Filled(deployment.Requests),
                ReadOnlyRootFilesystem = deployment.ReadOnlyRootFilesystem,
                Replicas = function.Replicas,
                AvailableReplicas = endpoints.Ready.Count,
                CreatedAt = function.CreatedAt,
            },
            endpoints);
    }

    private static IReadOnlyDictionary<string, string>? Filled(IReadOnlyDictionary<string, string>? map) => map is { Count: > 0 } ? map : null;

    private static IReadOnlyList<string>? Filled(IReadOnlyList<string>? list) => list is { Count: > 0 } ? list : null;

    private static FunctionResources? Filled(FunctionResources? resources) =>
        string.IsNullOrEmpty(resources?.Memory) && string.IsNullOrEmpty(resources?.Cpu)
            ? null
            : new FunctionResources { Memory = Given(resources.Memory), Cpu = Given(resources.Cpu) };

    private static string? Given(string? amount) => string.IsNullOrEmpty(amount) ? null : amount;
}
