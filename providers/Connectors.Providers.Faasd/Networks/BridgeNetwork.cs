using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Connectors.Providers.Faasd.Networks.Leases;
using Connectors.Providers.Faasd.Networks.Namespaces;
using Connectors.Providers.Faasd.Networks.Plugins;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Networks;

/// <summary>
/// The network in which replicas have an address each, by CNI plugins. What is joined is remembered by files, so that a hub that was killed finds
/// it again. Thread-safe for different replicas; one replica's calls come one after another.
/// </summary>
internal sealed partial class BridgeNetwork
{
    private const string Device = "eth0";
    private const string LoopbackDevice = "lo";

    public static readonly IReadOnlyList<string> NeededPlugins = ["bridge", "host-local", "loopback"];

    private readonly NetworkOptions options;
    private readonly ILogger logger;
    private readonly PluginDirectory plugins;
    private readonly NetworkNamespaces namespaces;
    private readonly KeptAnswers answers;
    private readonly AddressLeases leases;
    private readonly PluginChain bridge;
    private readonly PluginChain loopback;

    public BridgeNetwork(NetworkOptions options, TimeProvider time, ILogger<BridgeNetwork> logger)
    {
        this.options = options;
        this.logger = logger;
        namespaces = new NetworkNamespaces(Path.Combine(options.StateDirectory, "namespaces"));
        answers = new KeptAnswers(Path.Combine(options.StateDirectory, "answers"));
        leases = new AddressLeases(options);
        var runner = new PluginRunner(options, time);
        plugins = new PluginDirectory(options);
        HasPacketFilter = PluginDirectory.HasProgram("iptables");
        Configuration = NetworkConfiguration.Of(options, HasPacketFilter, plugins.Find("firewall") is not null);
        bridge = new PluginChain(runner, Configuration);
        loopback = new PluginChain(runner, NetworkConfiguration.Loopback());
    }

    /// <summary>The network as other tools are told of it.</summary>
    public JsonObject Configuration { get; }

    /// <summary>False when replicas cannot reach anything outside, for nobody can lend them an address that is known there.</summary>
    public bool HasPacketFilter { get; }

    /// <summary>Looks whether replicas can be joined here, and tells other tools of the network.</summary>
    /// <exception cref="NetworkException">They cannot; the message says everything that is wrong.</exception>
    public void Prepare()
    {
        var faults = new List<string>(options.Faults());
        if (faults.Count == 0 && SubnetClash.Fault(options, SubnetClash.Addresses()) is { } clash)
            faults.Add(clash);
        faults.AddRange(NeededPlugins.Where(plugin => plugins.Find(plugin) is null).Select(plugin => plugins.Missing(plugin).Message));
        if (faults.Count > 0)
            throw new NetworkException(string.Join("; ", faults));
        NetworkFile.Write(options, Configuration);
        if (!HasPacketFilter)
            Log.NoPacketFilter(logger);
    }

    /// <summary>Makes a namespace and joins it; what was left of an earlier try is removed first.</summary>
    /// <exception cref="NetworkException">It cannot be; nothing of it is left.</exception>
    public async Task<ReplicaNetwork> AttachAsync(string replica, CancellationToken cancellationToken) =>
        await JoinAsync(replica, await MakeAsync(replica, cancellationToken), cancellationToken);

    /// <summary>Makes a namespace that is not joined yet, so that a container can be made in it meanwhile; what was left of an earlier try is removed first.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="NetworkException">It cannot be; nothing of it is left.</exception>
    public async Task<string> MakeAsync(string replica, CancellationToken cancellationToken)
    {
        if (!PlainName().IsMatch(replica))
            throw new ArgumentException($"'{ForeignText.Shown(replica)}' cannot be the name of a replica in a network.", nameof(replica));
        if (Known().Contains(replica))
            await DetachAsync(replica, cancellationToken);
        return await namespaces.CreateAsync(replica);
    }

    /// <summary>Joins a namespace that was made.</summary>
    /// <exception cref="NetworkException">It cannot be; nothing of it is left.</exception>
    public async Task<ReplicaNetwork> JoinAsync(string replica, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await AddAsync(replica, path, cancellationToken);
        }
        catch
        {
            await UndoAsync(replica);
            throw;
        }
    }

    /// <summary>Takes a replica from the network, gives its address back and removes its namespace. One that is not joined is no fault.</summary>
    /// <exception cref="NetworkException">Something is left; the same may be tried again, and <see cref="ReconcileAsync"/> tries it too.</exception>
    public async Task DetachAsync(string replica, CancellationToken cancellationToken)
    {
        var container = ContainerOf(replica);
        var answer = answers.Read(replica) ?? (leases.Of(container) is { } address ? PluginAnswer.Of(address, options.Subnet) : null);
        try
        {
            // Without a namespace plugins still give the address back.
            await bridge.DeleteAsync(container, namespaces.IsAlive(replica) ? namespaces.PathOf(replica) : "", Device, answer, cancellationToken);
            answers.Remove(replica);
        }
        finally
        {
            namespaces.Remove(replica);
        }
    }

    /// <summary>The sentence of a plugin that finds something not as it was made; null when all is well.</summary>
    public async Task<string?> FaultAsync(string replica, CancellationToken cancellationToken)
    {
        if (!namespaces.IsAlive(replica) || answers.Read(replica) is not { } answer)
            return $"{replica} is not joined to the network {options.Name}; start it anew";
        try
        {
            await bridge.CheckAsync(ContainerOf(replica), namespaces.PathOf(replica), Device, answer, cancellationToken);
            return null;
        }
        catch (NetworkException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>Where a replica is that has been joined, also by an earlier run of the hub; null when it is not.</summary>
    public ReplicaNetwork? Find(string replica) =>
        namespaces.IsAlive(replica) && answers.Read(replica) is { } answer && PluginAnswer.Address(answer) is { } address
            ? new ReplicaNetwork(replica, namespaces.PathOf(replica), address)
            : null;

    /// <summary>Removes what is left of replicas that do not exist any more.</summary>
    /// <param name="living">Those that do.</param>
    /// <param name="cancellationToken">Ends it between two replicas.</param>
    /// <returns>Living replicas that have no network: they need a new start.</returns>
    public async Task<IReadOnlyList<string>> ReconcileAsync(IReadOnlySet<string> living, CancellationToken cancellationToken)
    {
        foreach (var gone in Known().Where(name => !living.Contains(name)))
        {
            try
            {
                await DetachAsync(gone, cancellationToken);
                Log.LeftoverNetworkRemoved(logger, gone);
            }
            catch (NetworkException fault)
            {
                Log.LeftoverNetworkStays(logger, gone, fault);
            }
        }
        return [.. living.Where(replica => Find(replica) is null).Order(StringComparer.Ordinal)];
    }

    private async Task<ReplicaNetwork> AddAsync(string replica, string path, CancellationToken cancellationToken)
    {
        var container = ContainerOf(replica);
        // Two devices that know nothing of each other.
        var ownDevice = loopback.AddAsync(container, path, LoopbackDevice, cancellationToken);
        var device = bridge.AddAsync(container, path, Device, cancellationToken);
        await Task.WhenAll(ownDevice, device);
        var answer = await device;
        answers.Keep(replica, answer);
        var address = PluginAnswer.Address(answer) ?? throw new NetworkException($"the CNI plugins joined {replica} to {options.Name} without an IPv4 address; look at faasd.subnet and at the plugins.");
        Log.NetworkJoined(logger, replica, address);
        return new ReplicaNetwork(replica, path, address);
    }

    private async Task UndoAsync(string replica)
    {
        try
        {
            await DetachAsync(replica, CancellationToken.None);
        }
        catch (NetworkException left)
        {
            Log.LeftoverNetworkStays(logger, replica, left);
        }
    }

    private HashSet<string> Known()
    {
        var prefix = ContainerOf("");
        return
        [
            .. namespaces.Names(), .. answers.Names(),
            .. leases.Read().Where(lease => lease.Container.StartsWith(prefix, StringComparison.Ordinal)).Select(lease => lease.Container[prefix.Length..]),
        ];
    }

    private string ContainerOf(string replica) => $"{options.Owner}.{replica}";

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9_-]{0,150}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}
