using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containerd.Api.Namespaces;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Deployments;
using Connectors.Providers.Local.Namespaces;
using NamespacesClient = Connectors.Providers.Faasd.Containerd.Api.Namespaces.Namespaces.NamespacesClient;

namespace Connectors.Providers.Faasd.Namespaces;

/// <summary>Namespaces of functions are containerd's own that are marked so; the others are nobody's business here.</summary>
internal sealed class NamespaceRecords(ContainerSpaces spaces, NamespaceClearing clearing) : INamespaceRecords
{
    /// <summary>Where what runs beside functions is.</summary>
    private const string Core = "openfaas";

    /// <summary>Makes sure of the default one, whoever has made it.</summary>
    public async Task EnsureAsync(string name, CancellationToken cancellationToken)
    {
        var existing = await FindAsync(name, cancellationToken);
        if (existing is not null && NamespaceLabels.HoldsFunctions(existing.Labels))
            return;
        var wish = new Namespace { Name = name };
        wish.Labels.Add(NamespaceLabels.OfDefault());
        if (existing is null)
            await For(wish.Name).CreateAsync(new CreateNamespaceRequest { Namespace = wish }, cancellationToken: cancellationToken);
        else
            await For(wish.Name).UpdateAsync(Replacing(wish), cancellationToken: cancellationToken);
    }

    /// <summary>All that hold functions; those that were removed and are not empty yet are cleared on.</summary>
    public async Task<IReadOnlyList<FunctionNamespace>> LoadAsync(CancellationToken cancellationToken)
    {
        var answer = await new NamespacesClient(spaces.Channel.Everywhere).ListAsync(new ListNamespacesRequest(), cancellationToken: cancellationToken);
        foreach (var one in answer.Namespaces.Where(one => NamespaceLabels.IsLeaving(one.Labels)))
            clearing.Begin(one.Name);
        return [.. answer.Namespaces.Where(one => NamespaceLabels.HoldsFunctions(one.Labels) && DnsLabel.IsValid(one.Name)).Select(one => NamespaceLabels.Read(one.Name, one.Labels))];
    }

    /// <exception cref="ProviderUnavailableException">containerd did not record it.</exception>
    public Task<ProviderResult?> WriteAsync(FunctionNamespace one, CancellationToken cancellationToken) => ContainerdAway.AskAsync(async () =>
    {
        if (one.Name == Core)
            return ProviderResult.Refused($"namespace '{Core}' is where faasd keeps what runs beside functions; choose another name");
        if (ContainerRules.NameFault("namespace", one.Name) is { } fault)
            return ProviderResult.Refused(fault);
        var wish = new Namespace { Name = one.Name };
        wish.Labels.Add(NamespaceLabels.Of(one));
        using var turn = await clearing.HoldAsync(cancellationToken);
        try
        {
            return await WriteAsync(wish, await FindAsync(one.Name, cancellationToken), cancellationToken);
        }
        catch (ContainerdException refusal) when (refusal.Status is Grpc.Core.StatusCode.InvalidArgument)
        {
            return ProviderResult.Refused($"containerd does not take namespace '{one.Name}': {refusal.Reason}");
        }
    });

    /// <summary>From now on it holds no functions; it goes when it is empty.</summary>
    /// <exception cref="ProviderUnavailableException">containerd did not record it.</exception>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => ContainerdAway.AskAsync(async () =>
    {
        if (await FindAsync(name, cancellationToken) is null)
            return;
        var gone = new Namespace { Name = name };
        gone.Labels.Add(NamespaceLabels.OfLeaving());
        await For(name).UpdateAsync(Replacing(gone), cancellationToken: cancellationToken);
        clearing.Begin(name);
    });

    private async Task<ProviderResult?> WriteAsync(Namespace wish, Namespace? existing, CancellationToken cancellationToken)
    {
        if (existing is null)
            await For(wish.Name).CreateAsync(new CreateNamespaceRequest { Namespace = wish }, cancellationToken: cancellationToken);
        else if (NamespaceLabels.HoldsFunctions(existing.Labels) || NamespaceLabels.IsLeaving(existing.Labels))
            await For(wish.Name).UpdateAsync(Replacing(wish), cancellationToken: cancellationToken);
        else
            return ProviderResult.Refused($"containerd has a namespace '{wish.Name}' that is not for functions; choose another name, or mark it with ctr namespaces label {wish.Name} openfaas=true and start the hub again");
        return null;
    }

    // containerd tells of changes within the namespace that is changed.
    private NamespacesClient For(string name) => new(spaces.Channel.In(name));

    // Without a mask all labels are replaced.
    private static UpdateNamespaceRequest Replacing(Namespace one) => new() { Namespace = one };

    // Of one that is not there containerd answers that it has no labels; only the list tells.
    private async Task<Namespace?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await new NamespacesClient(spaces.Channel.Everywhere).ListAsync(new ListNamespacesRequest(), cancellationToken: cancellationToken);
        return answer.Namespaces.FirstOrDefault(one => one.Name == name);
    }
}
