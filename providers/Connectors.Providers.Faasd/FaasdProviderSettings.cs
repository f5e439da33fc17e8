using System.Net;
using Connectors.Core.Functions;
using Connectors.Core.Settings;
using Connectors.Core.Units;
using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.Networks;
using Connectors.Providers.Faasd.Registries;

namespace Connectors.Providers.Faasd;

/// <summary>How functions run in containers of this machine.</summary>
public sealed class FaasdProviderSettings : ISettings
{
    private const int SmallestLog = 64 * 1024;

    /// <inheritdoc/>
    public static string Section => "faasd";

    /// <summary>Where containerd listens.</summary>
    [Setting("The socket of containerd")]
    public string Address { get; set; } = "/run/containerd/containerd.sock";

    /// <summary>The namespace of functions that name none.</summary>
    [Setting("The namespace of functions that name none, which is one of containerd's too; empty: `gateway.function-namespace`")]
    public string Namespace { get; set; } = "";

    /// <summary>When registries are asked for images.</summary>
    [Setting("When an image is asked for at its registry: `always` at each deployment, `if-not-present` only when it is not here, or `never`; what was deployed once needs no registry to start again")]
    public ImagePullPolicy ImagePullPolicy { get; set; } = ImagePullPolicy.Always;

    /// <summary>How long unused images are kept.</summary>
    [Setting("How long an image that was pulled for functions and that none uses any more is kept; what was imported otherwise is left alone")]
    public TimeSpan ImageRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Credentials of registries.</summary>
    [Setting("The file with credentials of registries, as `docker login` writes it; empty: the one of the user who runs the hub, `~/.docker/config.json`")]
    public string DockerConfig { get; set; } = "";

    /// <summary>Registries without TLS.</summary>
    [Setting("Registries that are asked by plain http, as `host:port`; those of this machine are without being named")]
    public IReadOnlyList<string> InsecureRegistries { get; set; } = [];

    /// <summary>The part of containerd that keeps unpacked layers.</summary>
    [Setting("The snapshotter of containerd that keeps images and roots")]
    public string Snapshotter { get; set; } = "overlayfs";

    /// <summary>The addresses of replicas.</summary>
    [Setting("Which addresses replicas get; the first is the machine's own on their network")]
    public string Subnet { get; set; } = "10.62.0.0/16";

    /// <summary>The bridge's device.</summary>
    [Setting("The device of the bridge that joins replicas")]
    public string Bridge { get; set; } = "openfaas0";

    /// <summary>The name of the network.</summary>
    [Setting("The name by which CNI plugins and other tools know the network")]
    public string Network { get; set; } = "openfaas-cni-bridge";

    /// <summary>Where CNI plugins are.</summary>
    [Setting("Folders of the CNI plugins, looked into in this order")]
    public IReadOnlyList<string> CniBinDir { get; set; } = ["/usr/lib/cni", "/opt/cni/bin"];

    /// <summary>Where other tools find the network.</summary>
    [Setting("The folder into which the description of the network is written for other tools")]
    public string CniConfDir { get; set; } = "/etc/cni/net.d";

    /// <summary>Where the plugins write down addresses.</summary>
    [Setting("The folder in which CNI plugins write down which addresses are taken")]
    public string CniDataDir { get; set; } = "/var/run/cni";

    /// <summary>What is gone after a restart of the machine.</summary>
    [Setting("Where network namespaces, secrets and other things are that a restart of the machine takes along; one hub at a time uses it")]
    public string StateDir { get; set; } = "/run/connectors";

    /// <summary>Whether functions outlive the hub.</summary>
    [Setting("Whether functions, and the services of a compose file beside them, go on when the hub is told to stop (when it is killed they always do); default: they do, except under `connectors up` and `connectors faasd up`")]
    public bool? KeepRunning { get; set; }

    /// <summary>The most replicas one function may have.</summary>
    [Setting("The most replicas one function may have on this machine")]
    public int MaxReplicas { get; set; } = 100;

    /// <summary>What is kept of one function's output.</summary>
    [Setting("How much of one function's output is kept; the oldest lines go first")]
    public ByteSize LogMaxBytes { get; set; } = ByteSize.MiB(10);

    /// <summary>The pause before a replica that ended or could not start is started again; doubles with each failure.</summary>
    [Setting("The first pause before a replica that ended, or could not start, is started again; doubles with each failure")]
    public TimeSpan RestartMinWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such pause.</summary>
    [Setting("The longest pause before a replica that ended, or could not start, is started again")]
    public TimeSpan RestartMaxWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a replica that is to stop goes on accepting what was already on its way.</summary>
    [Setting("How long a replica that was taken out of service still accepts requests that are on their way to it")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a replica may take to end after it has been asked to.</summary>
    [Setting("How long a replica may take to end after SIGTERM, before it is killed")]
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>How long replicas may take to end when the hub stops.</summary>
    [Setting("How long replicas that leave may take when the hub stops, before they are killed")]
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (!Path.IsPathFullyQualified(SocketPath))
            yield return $"faasd.address '{Address}' is not the absolute path of a socket; write for example /run/containerd/containerd.sock";
        if (Namespace.Length > 0 && DnsLabel.Fault("faasd.namespace", Namespace) is { } unnamed)
            yield return unnamed;
        if (!IPNetwork.TryParse(Subnet, out _))
            yield return $"faasd.subnet '{Subnet}' is not a network; write for example 10.62.0.0/16";
        else
        {
            foreach (var fault in ToNetworkOptions("").Faults())
                yield return fault;
        }
        if (Network.Length == 0 || Network.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.')))
            yield return $"faasd.network '{Network}' cannot be the name of a network; use letters, digits, '-', '_' and '.'";
        if (Snapshotter.Length == 0)
            yield return "faasd.snapshotter is empty; leave it out for overlayfs";
        if (CniBinDir.Count == 0)
            yield return "faasd.cni-bin-dir is empty; leave it out for /usr/lib/cni and /opt/cni/bin";
        foreach (var (setting, path) in new[] { ("state-dir", StateDir), ("cni-conf-dir", CniConfDir), ("cni-data-dir", CniDataDir) })
        {
            if (!Path.IsPathFullyQualified(path))
                yield return $"faasd.{setting} '{path}' is not an absolute path; containerd and the plugins would look for it elsewhere";
        }
        foreach (var registry in InsecureRegistries)
        {
            if (registry.Length == 0 || registry.Contains('/'))
                yield return $"faasd.insecure-registries: '{registry}' is not a registry; write its host, and its port where it has one, for example registry.lan:5000";
        }
        foreach (var fault in LimitFaults())
            yield return fault;
    }

    /// <summary>The network, as one part of the hub uses it; parts leave alone what others have joined.</summary>
    internal NetworkOptions ToNetworkOptions(string part) => new()
    {
        Name = Network,
        Bridge = Bridge,
        Subnet = IPNetwork.Parse(Subnet),
        PluginDirectories = CniBinDir,
        ConfigurationDirectory = CniConfDir,
        LeaseDirectory = CniDataDir,
        StateDirectory = Path.Combine(StateDir, part, "networks"),
        Owner = $"connectors-{part}",
    };

    internal ImageOptions ToImageOptions() => new() { Snapshotter = Snapshotter };

    internal RegistryOptions ToRegistryOptions() => new()
    {
        DockerConfigPath = DockerConfig.Length > 0 ? DockerConfig : RegistryOptions.UsersDockerConfig(),
        InsecureRegistries = InsecureRegistries,
    };

    internal string SocketPath => Address.StartsWith("unix://", StringComparison.Ordinal) ? Address["unix://".Length..] : Address;

    private IEnumerable<string> LimitFaults()
    {
        if (MaxReplicas < 1)
            yield return "faasd.max-replicas must be 1 or more; leave it out for 100";
        if (LogMaxBytes.Bytes < SmallestLog)
            yield return "faasd.log-max-bytes must be 64KiB or more; leave it out for 10MiB";
        if (RestartMinWait <= TimeSpan.Zero)
            yield return "faasd.restart-min-wait must be longer than 0; leave it out for 1s";
        if (RestartMaxWait < RestartMinWait)
            yield return "faasd.restart-max-wait must not be shorter than faasd.restart-min-wait; leave it out for 1m";
        if (ImageRetention < TimeSpan.Zero)
            yield return "faasd.image-retention must not be negative; leave it out for 24h";
        if (DrainDelay < TimeSpan.Zero)
            yield return "faasd.drain-delay must not be negative; leave it out for 1s";
        if (StopGrace < TimeSpan.Zero)
            yield return "faasd.stop-grace must not be negative; leave it out for 40s";
        if (ShutdownGrace < TimeSpan.Zero)
            yield return "faasd.shutdown-grace must not be negative; leave it out for 20s";
    }
}

/// <summary>When an image is asked for at its registry.</summary>
public enum ImagePullPolicy
{
    /// <summary>At each deployment; replicas that are added later begin from what came then.</summary>
    Always,

    /// <summary>Only when it is not here.</summary>
    IfNotPresent,

    /// <summary>Not at all: whoever deploys sees to it that it is here.</summary>
    Never,
}
