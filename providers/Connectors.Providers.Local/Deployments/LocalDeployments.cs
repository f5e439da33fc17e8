using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Durability;
using Connectors.Providers.Local.Logs;
using Connectors.Providers.Local.Namespaces;
using Connectors.Providers.Local.Secrets;
using Connectors.Providers.Local.Supervision;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Local.Deployments;

/// <summary>
/// Records what is asked for, then lets the function's supervisor do it. What could not be recorded throws and changes nothing.
/// </summary>
internal sealed class LocalDeployments(
    IFunctionRecords records,
    FunctionRegistry registry,
    INamespaceAdmission namespaces,
    IDeploymentRules rules,
    ReplicaLimit limit,
    SecretFiles secrets,
    LocalLogs logs,
    SupervisionContext supervision,
    RecordingGate gate,
    ILogger<LocalDeployments> logger) : IFunctionDeployment, IFunctionScaling
{
    public async Task<ProviderResult> DeployAsync(FunctionDeployment deployment, WriteMode mode, CancellationToken cancellationToken)
    {
        deployment = rules.Complete(deployment);
        if (Refusal(deployment) is { } refusal)
            return refusal;
        var name = new FunctionName(deployment.Service, deployment.Namespace!);
        using var turn = await gate.EnterAsync(cancellationToken);
        var existing = registry.Find(name);
        if (mode == WriteMode.Create && existing is not null)
            return ProviderResult.AlreadyExists($"function {name}");
        if (mode == WriteMode.Update && existing is null)
            return ProviderResult.NotFound($"function {name}");
        if ((namespaces.Refusal(name.Namespace) ?? MissingSecrets(deployment)) is { } missing)
            return missing;
        var next = existing is null ? New(deployment) : Updated(existing.Function, deployment);
        if (await records.WriteAsync(next, existing is null, cancellationToken) is { } impossible)
            return impossible;
        if (existing is null)
            Begin(next);
        else
            existing.Apply(next);
        Log.FunctionRecorded(logger, name, next.Revision, next.Replicas);
        return ProviderResult.Accepted;
    }

    public async Task<ProviderResult> ScaleAsync(FunctionName function, int replicas, CancellationToken cancellationToken)
    {
        if (limit.Fault(function, replicas) is { } fault)
            return ProviderResult.Refused(fault);
        using var turn = await gate.EnterAsync(cancellationToken);
        if (registry.Find(function) is not { } existing)
            return ProviderResult.NotFound($"function {function}");
        if (existing.Function.Replicas == replicas)
            return ProviderResult.Accepted;
        var next = existing.Function with { Replicas = replicas };
        if (await records.WriteAsync(next, isNew: false, cancellationToken) is { } impossible)
            return impossible;
        existing.Apply(next);
        Log.FunctionRecorded(logger, function, next.Revision, next.Replicas);
        return ProviderResult.Accepted;
    }

    public async Task<ProviderResult> DeleteAsync(FunctionName function, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        if (registry.Find(function) is not { } existing)
            return ProviderResult.NotFound($"function {function}");
        await records.DeleteAsync(function, cancellationToken);
        registry.Remove(existing);
        logs.Remove(function);
        await existing.EndAsync(supervision.DrainDelay, sweep: true);
        Log.FunctionRemoved(logger, function);
        return ProviderResult.Accepted;
    }

    /// <summary>Starts the supervision of a recorded function.</summary>
    /// <param name="function">As it is recorded.</param>
    /// <param name="adopt">Makes replicas of what an earlier run has left, given what they call when they change; null: there is nothing.</param>
    public void Begin(StoredFunction function, Func<Action, IReadOnlyList<IReplica>>? adopt = null)
    {
        var supervisor = new FunctionSupervisor(function, supervision, registry.Changes);
        registry.Add(supervisor);
        supervisor.Start(adopt);
    }

    private ProviderResult? Refusal(FunctionDeployment deployment)
    {
        var faults = DeploymentValidation.Faults(deployment).Concat(rules.Faults(deployment)).ToList();
        if (limit.Fault(deployment.Labels) is { } labels)
            faults.Add(labels);
        return faults.Count == 0 ? null : ProviderResult.Refused(string.Join("; ", faults));
    }

    // Names what the deployment uses and the namespace has not.
    private ProviderResult? MissingSecrets(FunctionDeployment deployment)
    {
        var missing = (deployment.Secrets ?? []).Where(name => !secrets.Exists(deployment.Namespace!, name)).Distinct().ToList();
        return missing.Count == 0
            ? null
            : ProviderResult.Refused($"there is no secret '{string.Join("', '", missing)}' in namespace '{deployment.Namespace}'; create it first");
    }

    private StoredFunction New(FunctionDeployment deployment) => new()
    {
        Deployment = deployment,
        Replicas = Math.Max(1, ScalingLabels.Read(deployment.Labels).Min),
        CreatedAt = supervision.Time.GetUtcNow(),
        Revision = 1,
    };

    // A function that was scaled, by a user or to zero, stays so as far as its new labels allow.
    private static StoredFunction Updated(StoredFunction existing, FunctionDeployment deployment)
    {
        var bounds = ScalingLabels.Read(deployment.Labels);
        return existing with
        {
            Deployment = deployment,
            Replicas = existing.Replicas == 0 ? 0 : Math.Clamp(existing.Replicas, Math.Max(1, bounds.Min), Math.Max(1, bounds.Max)),
            Revision = existing.Revision + 1,
        };
    }
}
