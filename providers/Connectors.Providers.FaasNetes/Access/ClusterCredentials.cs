using System.Net;
using System.Text;
using Connectors.Core.Providers;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Access;

/// <summary>The gateway's credentials as a Secret of a cluster, with the keys that OpenFaaS mounts as files.</summary>
public static class ClusterCredentials
{
    /// <summary>Makes the Secret if there is none; one that is there is never changed, nor read.</summary>
    /// <param name="settings">How the cluster is found.</param>
    /// <param name="secret">The Secret's name.</param>
    /// <param name="namespace">Where it is.</param>
    /// <param name="user">Who may log in.</param>
    /// <param name="password">With which password.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False: there is one already.</returns>
    /// <exception cref="ProviderUnavailableException">The cluster is not to be found, does not answer, or does not let us.</exception>
    public static async Task<bool> MakeOnceAsync(FaasNetesSettings settings, string secret, string @namespace, string user, string password, CancellationToken cancellationToken)
    {
        using var client = Open(settings);
        var made = new V1Secret
        {
            ApiVersion = "v1",
            Kind = "Secret",
            Type = "Opaque",
            Metadata = new V1ObjectMeta { Name = secret, NamespaceProperty = @namespace },
            Data = new Dictionary<string, byte[]> { ["basic-auth-user"] = Encoding.UTF8.GetBytes(user), ["basic-auth-password"] = Encoding.UTF8.GetBytes(password) },
        };
        try
        {
            await ClusterCalls.AskAsync(ending => client.CoreV1.CreateNamespacedSecretAsync(made, @namespace, cancellationToken: ending), cancellationToken);
            return true;
        }
        catch (HttpOperationException refused) when (ClusterCalls.Status(refused) == HttpStatusCode.Conflict)
        {
            return false;
        }
        catch (HttpOperationException refused)
        {
            throw new ProviderUnavailableException($"Kubernetes refuses the Secret {secret} in {@namespace}: {ClusterCalls.Reason(refused)}", refused);
        }
    }

    private static Kubernetes Open(FaasNetesSettings settings)
    {
        try
        {
            return ClusterAccess.Open(settings.Kubeconfig, settings.Context);
        }
        catch (ClusterAccessException fault)
        {
            throw new ProviderUnavailableException(fault.Message, fault);
        }
    }
}
