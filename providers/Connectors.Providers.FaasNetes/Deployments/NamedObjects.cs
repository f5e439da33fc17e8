using Connectors.Providers.FaasNetes.Manifests;
using Connectors.Providers.FaasNetes.Profiles;

namespace Connectors.Providers.FaasNetes.Deployments;

/// <summary>What a deployment names and the cluster has.</summary>
/// <param name="Secrets">Told apart.</param>
/// <param name="Profiles">In the order they are applied.</param>
internal sealed record NamedObjects(FunctionSecrets Secrets, IReadOnlyList<FunctionProfile> Profiles);
