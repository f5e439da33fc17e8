using System.Net;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Access;
using Connectors.Providers.FaasNetes.Manifests;
using Connectors.Providers.FaasNetes.Watching;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Namespaces;

/// <summary>Namespaces of the cluster that are marked as OpenFaaS marks them. Others are neither shown nor touched.</summary>
internal sealed class ClusterNamespaces(IKubernetes client, ClusterWatch cluster, string standing) : INamespaceStore
{
    private const string Label = "kubernetes.io/metadata.name";

    public ValueTask<IReadOnlyList<FunctionNamespace>> ListAsync(CancellationToken cancellationToken) => new([.. cluster.Namespaces.Select(one => new FunctionNamespace
    {
        Name = one.Metadata.Name,
        Labels = one.Metadata.Labels?.Where(label => label.Key != Label).ToDictionary(),
        Annotations = one.Metadata.Annotations?.ToDictionary(),
    })]);

    public async Task<ProviderResult> WriteAsync(FunctionNamespace @namespace, WriteMode mode, CancellationToken cancellationToken)
    {
        if (DnsLabel.Fault("namespace", @namespace.Name) is { } fault)
            return ProviderResult.Refused(fault);
        var named = $"namespace '{@namespace.Name}'";
        if (mode == WriteMode.Update && cluster.In(@namespace.Name) is null)
            return ProviderResult.NotFound(named);
        try
        {
            var written = await ClusterCalls.AskAsync(
                ending => mode == WriteMode.Create
                    ? client.CoreV1.CreateNamespaceAsync(Object(@namespace), cancellationToken: ending)
                    : client.CoreV1.PatchNamespaceAsync(new V1Patch(new { metadata = new { labels = @namespace.Labels, annotations = Annotations(@namespace) } }, V1Patch.PatchType.MergePatch), @namespace.Name, cancellationToken: ending),
                cancellationToken);
            await cluster.TakeAsync(written, cancellationToken);
            return ProviderResult.Accepted;
        }
        catch (HttpOperationException refused) when (ClusterCalls.Status(refused) == HttpStatusCode.Conflict)
        {
            return cluster.Find(@namespace.Name)?.Metadata.DeletionTimestamp is null
                ? ProviderResult.AlreadyExists(named)
                : ProviderResult.Refused($"{named} is being removed; try again when it is gone");
        }
        catch (HttpOperationException refused) when (ClusterCalls.Status(refused) is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
        {
            return ProviderResult.Refused($"Kubernetes refuses {named}: {ClusterCalls.Reason(refused)}");
        }
    }

    public async Task<ProviderResult> DeleteAsync(string @namespace, CancellationToken cancellationToken)
    {
        if (@namespace == standing)
            return ProviderResult.Refused($"namespace '{@namespace}' is the default one and always there");
        if (cluster.In(@namespace) is null)
            return ProviderResult.NotFound($"namespace '{@namespace}'");
        try
        {
            await ClusterCalls.AskAsync(ending => client.CoreV1.DeleteNamespaceAsync(@namespace, cancellationToken: ending), cancellationToken);
            // It goes by and by; that it is going is known now.
            await cluster.TakeAsync(await ClusterCalls.AskAsync(ending => client.CoreV1.ReadNamespaceAsync(@namespace, cancellationToken: ending), cancellationToken), cancellationToken);
        }
        catch (HttpOperationException refused) when (ClusterCalls.Status(refused) == HttpStatusCode.NotFound)
        {
            // Gone already.
        }
        return ProviderResult.Accepted;
    }

    private static V1Namespace Object(FunctionNamespace @namespace) => new()
    {
        ApiVersion = "v1",
        Kind = "Namespace",
        Metadata = new V1ObjectMeta { Name = @namespace.Name, Labels = @namespace.Labels?.ToDictionary(), Annotations = Annotations(@namespace) },
    };

    // Whoever makes a namespace here wants functions in it.
    private static Dictionary<string, string> Annotations(FunctionNamespace @namespace) =>
        new(@namespace.Annotations ?? new Dictionary<string, string>()) { [Marks.Namespace] = "1" };
}
