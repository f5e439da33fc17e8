using Connectors.Core.Functions;

namespace Connectors.Providers.Local.Deployments;

/// <summary>What a provider demands of deployments. Thread-safe.</summary>
internal interface IDeploymentRules
{
    /// <summary>Fills in what a deployment leaves to its surroundings, before it is checked and recorded.</summary>
    FunctionDeployment Complete(FunctionDeployment deployment);

    /// <summary>Everything that is wrong with a completed deployment, in one sentence or several; empty when nothing is.</summary>
    IReadOnlyList<string> Faults(FunctionDeployment deployment);
}
