using System.Net;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Deployments;
using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.References;
using Connectors.Providers.Faasd.Replicas;
using Connectors.Providers.Faasd.Specs;

namespace Connectors.Providers.Faasd.Companions.Running;

/// <summary>Makes the container of one companion and removes it.</summary>
internal sealed class CompanionLaunch(Companion companion, CompanionPlace place, CompanionSurroundings surroundings)
{
    private readonly ContainerSpace space = surroundings.Space;

    /// <summary>Starts it.</summary>
    /// <param name="tell">Told what takes time.</param>
    /// <param name="cancellationToken">Ends it; what is half made is removed by <see cref="RemoveAsync"/>.</param>
    /// <returns>Where it is on the network.</returns>
    public async Task<IPAddress> StartAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        await MakeWayAsync(cancellationToken);
        var image = await ImageAsync(tell, cancellationToken);
        // Who it runs as may be said here instead of there, and is looked for in the image all the same.
        var asked = image with { Process = image.Process with { User = companion.User ?? image.Process.User } };
        var accounts = await surroundings.Views.AccountsAsync(space.Containerd, asked, cancellationToken);
        var network = await surroundings.Network.AttachAsync(place.Key, cancellationToken);
        var facts = place.Create(network, surroundings.NetworkOptions, surroundings.CountsSwap);
        if (!ContainerSpec.TryBuild(image.Process, companion.ToWorkload(), facts, accounts, out var spec, out var faults))
            throw new ImageException(ImageFault.Unusable, string.Join("; ", faults));
        var plan = new ContainerPlan { Id = companion.Name, Image = image, Spec = spec, Labels = CompanionContainer.Labels(companion) };
        await space.Store.CreateAsync(plan, cancellationToken);
        await space.Tasks.CreateAsync(companion.Name, new Uri("file://" + place.Output.Path), cancellationToken);
        await space.Tasks.StartAsync(companion.Name, cancellationToken);
        return network.Address;
    }

    /// <summary>Ends what runs: politely first, and after the grace without asking.</summary>
    public async Task StopAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        if (await IsOursAsync(cancellationToken))
            await space.Removal.StopAsync(companion.Name, grace, cancellationToken);
    }

    /// <summary>Ends what runs and removes all but what it has said. What was broken off can be done again.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        if (await IsOursAsync(cancellationToken))
            await space.Removal.RemoveAsync(companion.Name, TimeSpan.Zero, cancellationToken);
        await surroundings.Network.DetachAsync(place.Key, cancellationToken);
        place.Remove();
    }

    // What somebody else has made stays.
    private async Task<bool> IsOursAsync(CancellationToken cancellationToken) =>
        await space.Store.FindAsync(companion.Name, cancellationToken) is { } record && CompanionContainer.IsCompanion(record);

    // An older installation names its containers alike: what it has left is replaced, what it runs is not.
    private async Task MakeWayAsync(CancellationToken cancellationToken)
    {
        if (await space.Store.FindAsync(companion.Name, cancellationToken) is not { } record)
            return;
        if (!CompanionContainer.IsCompanion(record) && await IsInUseAsync(record, cancellationToken))
            throw new ImageException(ImageFault.Unusable, $"something else has a container '{companion.Name}' in containerd's namespace {CompanionContainer.Namespace}: stop it (faasd: systemctl disable --now faasd), or give the service another name");
        await space.Removal.RemoveAsync(companion.Name, TimeSpan.Zero, cancellationToken);
    }

    // Functions have containers that never run, where their namespace is this one too.
    private async Task<bool> IsInUseAsync(ContainerRecord record, CancellationToken cancellationToken) =>
        FunctionContainer.IsFunction(record) || FunctionContainer.IsReplica(record) || await space.Tasks.FindAsync(record.Id, cancellationToken) is { Phase: not TaskPhase.Exited };

    // As other tools that read compose files do it: what is here is used.
    private async Task<ContainerImage> ImageAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse(companion.Image, out var reference, out var fault))
            throw new ImageException(ImageFault.Unusable, fault);
        return await surroundings.Images.Local.FindAsync(space.Containerd, reference.ToString(), cancellationToken)
            ?? await surroundings.Images.Puller.PullAsync(space.Containerd, reference, new PullLines(tell), cancellationToken);
    }
}
