using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Deployments;
using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.Specs;
using Connectors.Providers.Faasd.Specs.Users;
using Connectors.Providers.Local.Catalogue;

namespace Connectors.Providers.Faasd.Replicas;

/// <summary>Makes the container of one replica and removes it.</summary>
internal sealed class ReplicaLaunch(StoredFunction function, ReplicaName name, ReplicaPlace place, ReplicaSurroundings surroundings)
{
    private readonly ContainerSpace space = surroundings.Space(function.Name);

    /// <summary>Starts it, in place of what an earlier try has left.</summary>
    /// <param name="tell">Told what takes time.</param>
    /// <param name="cancellationToken">Ends it; what is half made is removed by <see cref="RemoveAsync"/>.</param>
    public async Task<ReplicaRun> StartAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        var image = await surroundings.Images.GetAsync(function, space, new PullLines(tell), cancellationToken);
        await surroundings.Starts.WaitAsync(cancellationToken);
        try
        {
            var accounts = await surroundings.Views.AccountsAsync(space.Containerd, image, cancellationToken);
            var path = await surroundings.Network.MakeAsync(name.Key, cancellationToken);
            var facts = Furnish(path);
            // The container is made while its network is joined: both are programs of others that take their time.
            var joining = surroundings.Network.JoinAsync(name.Key, path, cancellationToken);
            var making = MakeAsync(Plan(image, facts, accounts), cancellationToken);
            await Task.WhenAll(joining, making);
            var joined = await joining;
            place.Locate(facts, joined.Address);
            await space.Tasks.StartAsync(name.Id, cancellationToken);
            return new ReplicaRun(joined.Address);
        }
        finally
        {
            surroundings.Starts.Release();
        }
    }

    /// <summary>Ends what runs and removes all but what it has written. What was broken off can be done again.</summary>
    public async Task RemoveAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        await space.Removal.RemoveAsync(name.Id, grace, cancellationToken);
        await surroundings.Network.DetachAsync(name.Key, cancellationToken);
        place.RemoveFolders();
    }

    private async Task MakeAsync(ContainerPlan plan, CancellationToken cancellationToken)
    {
        await space.Store.CreateAsync(plan, cancellationToken);
        await space.Tasks.CreateAsync(name.Id, new Uri("file://" + place.Output.Path), cancellationToken);
    }

    private ReplicaFacts Furnish(string networkNamespace)
    {
        var secrets = function.Deployment.Secrets ?? [];
        var facts = place.Create(
            networkNamespace, surroundings.NameServer, secrets.Count > 0, function.Deployment.ReadOnlyRootFilesystem, surroundings.CountsSwap);
        foreach (var secret in secrets)
            place.RefreshSecret(secret, () => surroundings.Secrets.Read(function.Name.Namespace, secret));
        return facts;
    }

    private ContainerPlan Plan(ContainerImage image, ReplicaFacts facts, ImageAccounts accounts) =>
        ContainerSpec.TryBuild(image.Process, FunctionWorkload.Of(function.Deployment), facts, accounts, out var spec, out var faults)
            ? new ContainerPlan { Id = name.Id, Image = image, Spec = spec, Labels = FunctionContainer.ReplicaLabels(function) }
            : throw new ImageException(ImageFault.Unusable, string.Join("; ", faults));
}
