using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containerd.Api.Containers;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Deployments;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Deployments;

/// <summary>Functions, as containerd keeps them: what it has recorded is there after a restart of the hub, of containerd and of the machine.</summary>
internal sealed class FunctionRecords(ContainerSpaces spaces, ILogger<FunctionRecords> logger) : IFunctionRecords
{
    /// <exception cref="ProviderUnavailableException">containerd did not record it.</exception>
    public Task<ProviderResult?> WriteAsync(StoredFunction function, bool isNew, CancellationToken cancellationToken) => ContainerdAway.AskAsync(async () =>
    {
        var space = spaces.Of(function.Name.Namespace);
        var existing = await space.Store.FindAsync(function.Name.Name, cancellationToken);
        if (existing is not null && Foreign(existing, function.Name) is { } foreign)
            return foreign;
        var container = FunctionContainer.Of(function, existing);
        try
        {
            if (existing is null)
                await space.Containerd.Containers.CreateAsync(new CreateContainerRequest { Container = container }, cancellationToken: cancellationToken);
            else
                await space.Containerd.Containers.UpdateAsync(new UpdateContainerRequest { Container = container }, cancellationToken: cancellationToken);
            return (ProviderResult?)null;
        }
        catch (ContainerdException refusal) when (refusal.Status is Grpc.Core.StatusCode.InvalidArgument or Grpc.Core.StatusCode.AlreadyExists)
        {
            return ProviderResult.Refused($"containerd does not take function {function.Name}: {refusal.Reason}");
        }
    });

    /// <exception cref="ProviderUnavailableException">containerd did not remove it.</exception>
    public Task DeleteAsync(FunctionName function, CancellationToken cancellationToken) => ContainerdAway.AskAsync(async () =>
    {
        try
        {
            await spaces.Of(function.Namespace).Containerd.Containers.DeleteAsync(new DeleteContainerRequest { Id = function.Name }, cancellationToken: cancellationToken);
        }
        catch (ContainerdException missing) when (missing.IsMissing)
        {
            // As it was to be.
        }
    });

    /// <summary>The functions among a namespace's containers; those that cannot be read stay and are named in the log.</summary>
    public IReadOnlyList<StoredFunction> Read(IEnumerable<ContainerRecord> containers, string @namespace)
    {
        var functions = new List<StoredFunction>();
        foreach (var record in containers.Where(FunctionContainer.IsFunction))
        {
            if (FunctionContainer.Read(record, @namespace, out var fault) is { } function)
                functions.Add(function);
            else
                Log.FunctionUnreadable(logger, record.Id, @namespace, fault!);
        }
        return functions;
    }

    private static ProviderResult? Foreign(ContainerRecord existing, FunctionName name)
    {
        if (FunctionContainer.IsFunction(existing))
        {
            return FunctionContainer.Read(existing, name.Namespace, out var fault) is not null
                ? null
                : ProviderResult.Refused($"function {name} is recorded in a way that cannot be read ({fault}); remove that record with ctr -n {name.Namespace} containers rm {name.Name}, then deploy again");
        }
        return ProviderResult.Refused($"the name {name.Name} is taken: containerd's namespace {name.Namespace} has a container of that name that is no function; give the function another name, or remove that container");
    }
}
