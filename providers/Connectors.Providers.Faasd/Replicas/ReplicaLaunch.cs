using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Deployments;
using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.Networks;
using Connectors.Providers.Faasd.Specs;
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
            var accounts = surroundings.Views.AccountsAsync(space.Containerd, image, cancellationToken);
            var network = surroundings.Network.AttachAsync(name.Key, cancellationToken);
            await Task.WhenAll(accounts, network);
            var (joined, known) = (await network, await accounts);
            await space.Store.CreateAsync(Plan(image, joined, known), cancellationToken);
            await space.Tasks.CreateAsync(name.Id, new Uri("file://" + place.Output.Path), cancellationToken);
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

    private ContainerPlan Plan(ContainerImage image, ReplicaNetwork network, Specs.Users.ImageAccounts accounts)
    {
        var deployment = function.Deployment;
        var secrets = deployment.Secrets ?? [];
        var facts = place.Create(
            network.NamespacePath, network.Address, surroundings.Settings.ToNetworkOptions("").HostAddress,
            secrets.Count > 0, deployment.ReadOnlyRootFilesystem, surroundings.Cgroups?.CountsSwap() ?? false);
        foreach (var secret in secrets)
            place.RefreshSecret(secret, () => surroundings.Secrets.Read(function.Name.Namespace, secret));
        return ContainerSpec.TryBuild(image.Process, FunctionWorkload.Of(deployment), facts, accounts, out var spec, out var faults)
            ? new ContainerPlan { Id = name.Id, Image = image, Spec = spec, Labels = FunctionContainer.ReplicaLabels(function) }
            : throw new ImageException(ImageFault.Unusable, string.Join("; ", faults));
    }
}
