using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Faasd.Replicas;
using Connectors.Providers.Local.Catalogue;

namespace Connectors.Providers.Faasd.Usage;

/// <summary>What functions use, as the kernel counts it.</summary>
internal sealed class ContainerUsage(FunctionRegistry registry, ReplicaSurroundings surroundings, TimeProvider time) : IFunctionUsage
{
    private readonly UsageMeter meter = new(group => surroundings.Cgroups?.Read(group), time);

    public async ValueTask<FunctionUsage?> GetAsync(FunctionName function, CancellationToken cancellationToken)
    {
        if (registry.Contains(function) && surroundings.Cgroups is not null)
            return await meter.MeasureAsync(function, () => Groups(function), cancellationToken);
        meter.Forget(function);
        return null;
    }

    private string[] Groups(FunctionName function) => [.. (registry.Find(function)?.Replicas ?? []).OfType<ContainerReplica>().Select(replica => replica.Cgroup)];
}
