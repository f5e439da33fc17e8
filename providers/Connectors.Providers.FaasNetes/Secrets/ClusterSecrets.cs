using System.Net;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Access;
using Connectors.Providers.FaasNetes.Manifests;
using Connectors.Providers.FaasNetes.Watching;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.FaasNetes.Secrets;

/// <summary>Secrets of functions are Secrets of Kubernetes that bear the label of OpenFaaS; others are none of ours.</summary>
internal sealed class ClusterSecrets(IKubernetes client, ClusterWatch cluster, ILogger<ClusterSecrets> logger) : ISecretStore
{
    // A Secret may have one MiB of data altogether.
    private const int LongestValue = 1024 * 1024;
    private const string Ours = $"{Marks.ManagedBy}={Marks.OpenFaas}";

    public async ValueTask<IReadOnlyList<string>> ListAsync(string @namespace, CancellationToken cancellationToken)
    {
        if (cluster.In(@namespace) is null)
            return [];
        var all = await ClusterCalls.AskAsync(ending => client.CoreV1.ListNamespacedSecretAsync(@namespace, labelSelector: Ours, cancellationToken: ending), cancellationToken);
        return [.. all.Items.Select(secret => secret.Metadata.Name).Order(StringComparer.Ordinal)];
    }

    public async Task<ProviderResult> WriteAsync(FunctionSecret secret, WriteMode mode, CancellationToken cancellationToken)
    {
        if (SecretName.Fault(secret.Name) is { } fault)
            return ProviderResult.Refused(fault);
        if (secret.Value.Length > LongestValue)
            return ProviderResult.Refused($"secret '{secret.Name}' has {secret.Value.Length} bytes; a secret holds at most {LongestValue}");
        if (cluster.Refusal(secret.Namespace) is { } refusal)
            return refusal;
        var named = Named(secret.Name, secret.Namespace);
        try
        {
            if (mode == WriteMode.Create)
            {
                await ClusterCalls.AskAsync(ending => client.CoreV1.CreateNamespacedSecretAsync(Object(secret), secret.Namespace, cancellationToken: ending), cancellationToken);
                return ProviderResult.Accepted;
            }
            var patch = new V1Patch(new { data = new Dictionary<string, byte[]> { [secret.Name] = secret.Value.ToArray() } }, V1Patch.PatchType.MergePatch);
            if (!await IsOursAsync(secret.Name, secret.Namespace, cancellationToken))
                return ProviderResult.NotFound(named);
            var written = await ClusterCalls.AskAsync(ending => client.CoreV1.PatchNamespacedSecretAsync(patch, secret.Name, secret.Namespace, cancellationToken: ending), cancellationToken);
            await TellPodsAsync(secret.Name, secret.Namespace, written.Metadata.ResourceVersion, cancellationToken);
            return ProviderResult.Accepted;
        }
        catch (HttpOperationException refused) when (ClusterCalls.Status(refused) == HttpStatusCode.Conflict)
        {
            return ProviderResult.AlreadyExists(named);
        }
        catch (HttpOperationException refused) when (ClusterCalls.Status(refused) == HttpStatusCode.NotFound)
        {
            return ProviderResult.NotFound(named);
        }
        catch (HttpOperationException refused) when (ClusterCalls.Status(refused) is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
        {
            return ProviderResult.Refused($"Kubernetes refuses {named}: {ClusterCalls.Reason(refused)}");
        }
    }

    public async Task<ProviderResult> DeleteAsync(string name, string @namespace, CancellationToken cancellationToken)
    {
        var named = Named(name, @namespace);
        if (!SecretName.IsValid(name) || cluster.In(@namespace) is null)
            return ProviderResult.NotFound(named);
        try
        {
            if (!await IsOursAsync(name, @namespace, cancellationToken))
                return ProviderResult.NotFound(named);
            await ClusterCalls.AskAsync(ending => client.CoreV1.DeleteNamespacedSecretAsync(name, @namespace, cancellationToken: ending), cancellationToken);
            return ProviderResult.Accepted;
        }
        catch (HttpOperationException refused) when (ClusterCalls.Status(refused) == HttpStatusCode.NotFound)
        {
            return ProviderResult.NotFound(named);
        }
    }

    private static V1Secret Object(FunctionSecret secret) => new()
    {
        ApiVersion = "v1",
        Kind = "Secret",
        Type = "Opaque",
        Metadata = new V1ObjectMeta { Name = secret.Name, NamespaceProperty = secret.Namespace, Labels = new Dictionary<string, string> { [Marks.ManagedBy] = Marks.OpenFaas } },
        Data = new Dictionary<string, byte[]> { [secret.Name] = secret.Value.ToArray() },
    };

    private async Task<bool> IsOursAsync(string name, string @namespace, CancellationToken cancellationToken)
    {
        var secret = await ClusterCalls.AskAsync(ending => client.CoreV1.ReadNamespacedSecretAsync(name, @namespace, cancellationToken: ending), cancellationToken);
        return secret.Metadata.Labels?.TryGetValue(Marks.ManagedBy, out var owner) == true && owner == Marks.OpenFaas;
    }

    // A node looks after a pod's secrets once a minute, and at once when the pod itself has changed.
    private async Task TellPodsAsync(string name, string @namespace, string version, CancellationToken cancellationToken)
    {
        var patch = new V1Patch(new { metadata = new { annotations = new Dictionary<string, string> { [Marks.Secrets] = version } } }, V1Patch.PatchType.MergePatch);
        foreach (var pod in cluster.In(@namespace)?.Pods.All.Where(pod => Uses(pod, name)) ?? [])
        {
            try
            {
                await ClusterCalls.AskAsync(ending => client.CoreV1.PatchNamespacedPodAsync(patch, pod.Metadata.Name, @namespace, cancellationToken: ending), cancellationToken);
            }
            catch (HttpOperationException gone) when (ClusterCalls.Status(gone) == HttpStatusCode.NotFound)
            {
                Log.PodNotTold(logger, pod.Metadata.Name, "it is gone");
            }
        }
    }

    private static bool Uses(V1Pod pod, string secret) => (pod.Spec.Volumes ?? []).SelectMany(volume => volume.Projected?.Sources ?? []).Any(source => source.Secret?.Name == secret);

    private static string Named(string name, string @namespace) => $"secret '{name}' in namespace '{@namespace}'";
}
