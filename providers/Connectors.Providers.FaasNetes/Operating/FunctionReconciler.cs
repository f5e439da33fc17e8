using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Access;
using Connectors.Providers.FaasNetes.Deployments;
using Connectors.Providers.FaasNetes.Operating.Resources;
using Connectors.Providers.FaasNetes.Watching;
using k8s.Autorest;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.FaasNetes.Operating;

/// <summary>Makes a cluster what one resource asks for. Any number may run for different resources.</summary>
internal sealed class FunctionReconciler(ClusterWatch cluster, ClusterDeployments deployments, ILogger<FunctionReconciler> logger)
{
    /// <summary>What stands against it; null when its Deployment is now as it asks.</summary>
    public async Task<Obstacle?> ReconcileAsync(FunctionResource resource, CancellationToken cancellationToken)
    {
        if (FunctionSpec.Read(resource, out var fault) is not { } wanted)
            return new Obstacle("Invalid", fault!, IsLasting: true);
        if (cluster.In(resource.Metadata.NamespaceProperty)?.ResourceOf(wanted.Service) is { } first && first.Metadata.Uid != resource.Metadata.Uid)
            return new Obstacle("NameTaken", $"the Function {first.Metadata.Name} asks for a function {wanted.Service} too, and is older: give this one another spec.name", IsLasting: true);
        try
        {
            var result = await deployments.ApplyAsync(resource, wanted, cancellationToken);
            if (result.Outcome == ProviderOutcome.Accepted)
                return null;
            Log.ResourceStalled(logger, resource.Metadata.NamespaceProperty, resource.Metadata.Name, result.Reason ?? "");
            return new Obstacle("Refused", result.Reason ?? result.Outcome.ToString(), IsLasting: true);
        }
        catch (ProviderUnavailableException away)
        {
            return new Obstacle("ClusterUnavailable", away.Message, IsLasting: false);
        }
        catch (HttpOperationException refusal)
        {
            // Somebody else writes it all the time, or a proxy answers what Kubernetes does not.
            return new Obstacle("Refused", ClusterCalls.Reason(refusal), IsLasting: false);
        }
    }
}
