using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Durability;
using Connectors.Providers.Local.Logs;
using Connectors.Providers.Local.Supervision;
using Connectors.Providers.Process.Namespaces;
using Connectors.Providers.Process.Replicas;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Process.Deployments;

/// <summary>
/// Records what is asked for, then lets the function's supervisor do it. What could not be recorded throws <see cref="IOException"/>
/// and changes nothing.
/// </summary>
internal sealed class ProcessDeployments(
    FunctionStore store,
    FunctionRegistry registry,
    NamespaceTable namespaces,
    DeploymentDefaults defaults,
    DeploymentChecks checks,
    ReplicaSurroundings surroundings,
    LocalLogs logs,
    SupervisionContext supervision,
    RecordingGate gate,
    ILogger<ProcessDeployments> logger) : IFunctionDeployment, IFunctionScaling
{
    public async Task<ProviderResult> DeployAsync(FunctionDeployment deployment, WriteMode mode, CancellationToken cancellationToken)
    {
        deployment = defaults.Complete(deployment);
        if (checks.Refusal(deployment) is { } refusal)
            return refusal;
        var name = new FunctionName(deployment.Service, deployment.Namespace!);
        using var turn = await gate.EnterAsync(cancellationToken);
        var existing = registry.Find(name);
        if (mode == WriteMode.Create && existing is not null)
            return ProviderResult.AlreadyExists($"function {name}");
        if (mode == WriteMode.Update && existing is null)
            return ProviderResult.NotFound($"function {name}");
        if ((namespaces.Refusal(name.Namespace) ?? checks.MissingSecrets(deployment)) is { } missing)
            return missing;
        var next = existing is null ? New(deployment) : Updated(existing.Function, deployment);
        store.Write(next);
        if (existing is null)
            Begin(next);
        else
            existing.Apply(next);
        Log.FunctionRecorded(logger, name, next.Revision, next.Replicas);
        return ProviderResult.Accepted;
    }

    public async Task<ProviderResult> ScaleAsync(FunctionName function, int replicas, CancellationToken cancellationToken)
    {
        if (replicas < 0)
            return ProviderResult.Refused($"function {function} cannot have {replicas} replicas; ask for 0 or more");
        if (replicas > surroundings.Settings.MaxReplicas)
            return ProviderResult.Refused($"function {function} cannot have {replicas} replicas; process.max-replicas allows {surroundings.Settings.MaxReplicas}");
        using var turn = await gate.EnterAsync(cancellationToken);
        if (registry.Find(function) is not { } existing)
            return ProviderResult.NotFound($"function {function}");
        if (existing.Function.Replicas == replicas)
            return ProviderResult.Accepted;
        var next = existing.Function with { Replicas = replicas };
        store.Write(next);
        existing.Apply(next);
        Log.FunctionRecorded(logger, function, next.Revision, next.Replicas);
        return ProviderResult.Accepted;
    }

    public async Task<ProviderResult> DeleteAsync(FunctionName function, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        if (registry.Find(function) is not { } existing)
            return ProviderResult.NotFound($"function {function}");
        store.Delete(function);
        registry.Remove(existing);
        logs.Remove(function);
        await existing.EndAsync(surroundings.Settings.DrainDelay, sweep: true);
        Log.FunctionRemoved(logger, function);
        return ProviderResult.Accepted;
    }

    /// <summary>Starts the supervision of a recorded function.</summary>
    public void Begin(StoredFunction function)
    {
        var supervisor = new FunctionSupervisor(function, supervision, registry.Changes);
        registry.Add(supervisor);
        supervisor.Start();
    }

    private StoredFunction New(FunctionDeployment deployment) => new()
    {
        Deployment = deployment,
        Replicas = Math.Max(1, ScalingLabels.Read(deployment.Labels).Min),
        CreatedAt = surroundings.Time.GetUtcNow(),
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
