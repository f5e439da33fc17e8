using System.Net;
using Connectors.Providers.FaasNetes.Access;
using Connectors.Providers.FaasNetes.Manifests;
using k8s;
using k8s.Autorest;

namespace Connectors.Providers.FaasNetes.Deployments;

/// <summary>Looks up the secrets that a deployment names: those for registries are told apart from those that become files.</summary>
internal sealed class NamedSecrets(IKubernetes client)
{
    private static readonly string[] PullTypes = ["kubernetes.io/dockercfg", "kubernetes.io/dockerconfigjson"];

    public async Task<(FunctionSecrets Found, IReadOnlyList<string> Missing)> FindAsync(string @namespace, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        List<string> mounted = [], pull = [], missing = [];
        foreach (var name in names.Distinct())
        {
            try
            {
                var secret = await ClusterCalls.AskAsync(ending => client.CoreV1.ReadNamespacedSecretAsync(name, @namespace, cancellationToken: ending), cancellationToken);
                (PullTypes.Contains(secret.Type) ? pull : mounted).Add(name);
            }
            catch (HttpOperationException refusal) when (ClusterCalls.Status(refusal) == HttpStatusCode.NotFound)
            {
                missing.Add(name);
            }
        }
        return (new FunctionSecrets(mounted, pull), missing);
    }
}
