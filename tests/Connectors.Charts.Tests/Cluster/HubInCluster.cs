using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Connectors.Charts.Tests.Rendering;
using Connectors.TestServers;
using Connectors.TestServers.Kubernetes;

namespace Connectors.Charts.Tests.Cluster;

/// <summary>
/// The chart, installed into a namespace of its own. Pods of the test's cluster reach neither its API nor a DNS: the provider therefore runs beside the
/// cluster, where the pods' bridge ends, and the names of Services stand in the pods' own files.
/// </summary>
internal sealed class HubInCluster : IAsyncDisposable
{
    private const string Bridge = "kube0";
    private static readonly string[] Order = ["Namespace", "ServiceAccount", "ConfigMap", "Service", "StatefulSet"];
    private readonly KubeCluster cluster;
    private readonly TempDirectory directory = new("hub");
    private readonly string space = $"hub-{Guid.NewGuid():N}"[..12];
    private readonly int port = LoopbackPorts.Take();
    private ServerProcess? provider;

    private HubInCluster(KubeCluster cluster) => this.cluster = cluster;

    public string Password { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Where the gateway is reached from this machine.</summary>
    public Uri Gateway { get; private set; } = new("http://127.0.0.1/");

    public static async Task<HubInCluster> InstallAsync(string kind)
    {
        var hub = new HubInCluster(KubeCluster.Find());
        try
        {
            await HubImages.ImportAsync();
            await FunctionImage.ImportAsync();
            await hub.InstallAllAsync(kind);
            return hub;
        }
        catch (Exception cause)
        {
            var said = $"{hub.provider?.Said}\n{await hub.cluster.KubectlAsync("-n", hub.space, "get", "pods,events")}";
            await hub.DisposeAsync();
            throw new InvalidOperationException($"The chart could not be installed: {cause.Message}\n{said}", cause);
        }
    }

    public Task<string> KubectlAsync(params IEnumerable<string> arguments) => cluster.KubectlAsync(["-n", space, .. arguments]);

    public async ValueTask DisposeAsync()
    {
        if (provider is not null)
            await provider.DisposeAsync();
        await cluster.KubectlAsync("delete", "namespace", space, $"{space}-fn", "--ignore-not-found", "--wait=false");
        directory.Dispose();
    }

    private async Task InstallAllAsync(string kind)
    {
        await cluster.KubectlAsync("create", "namespace", space);
        await KubectlAsync("create", "secret", "generic", "basic-auth", "--from-literal=basic-auth-user=admin", $"--from-literal=basic-auth-password={Password}");
        // First what has addresses: they stand in the pods of the rest.
        await ApplyAsync(Values("http://127.0.0.1/", ""), document => IsOf(document, "Service") || document.Contains("\n  name: nats\n", StringComparison.Ordinal));
        var (gateway, nats) = (await AddressAsync("gateway"), await AddressAsync("nats"));
        var host = await BridgeAsync();
        StartProvider(kind, host);
        await ApplyAsync(Values($"http://{host}:{port}/", $$"""
            hostAliases:
              - { ip: {{gateway}}, hostnames: [gateway.{{space}}] }
              - { ip: {{nats}}, hostnames: [nats.{{space}}] }
            """), _ => true);
        await KubectlAsync("rollout", "status", "statefulset/nats", "--timeout=120s");
        foreach (var deployment in new[] { "gateway", "worker", "connector-cron" })
            await KubectlAsync("rollout", "status", $"deployment/{deployment}", "--timeout=120s");
        Gateway = new Uri($"http://{gateway}:8080/");
    }

    private string Values(string address, string more) => $$"""
        image: { repository: localhost/connectors-test, tag: local, pullPolicy: Never }
        nats: { image: { repository: localhost/nats-test, tag: local, pullPolicy: Never }, persistence: { enabled: false }, maxFileStore: 6GB, syncAlways: false }
        auth: { generate: false }
        functions: { namespaces: [{{space}}-fn] }
        provider: {{address}}
        settings: { retry: { attempts: 2 } }
        {{more}}
        """;

    private async Task ApplyAsync(string values, Func<string, bool> isWanted)
    {
        var documents = Manifests.Documents(await ChartRenderer.RenderAsync(values, space)).Where(document => isWanted(document) && !ClusterKinds.IsLacking(document));
        // As helm does it: what others need comes first.
        await cluster.ApplyAsync(string.Join("\n---\n", documents.OrderBy(document => Array.FindIndex(Order, kind => IsOf(document, kind)) is >= 0 and var place ? place : Order.Length)));
    }

    private void StartProvider(string kind, string host)
    {
        var secrets = Directory.CreateDirectory(directory.Below("credentials")).FullName;
        File.WriteAllText(Path.Combine(secrets, "basic-auth-user"), "admin");
        File.WriteAllText(Path.Combine(secrets, "basic-auth-password"), Password);
        provider = ServerProcess.Start("dotnet", [Repository.Program, "provider", kind, "--data", directory.Below("data"), "--listen", $"{host}:{port}"], new Dictionary<string, string>
        {
            ["basic_auth"] = "true",
            ["secret_mount_path"] = secrets,
            ["CONNECTORS_GATEWAY__FUNCTION_NAMESPACE"] = $"{space}-fn",
            ["CONNECTORS_FAASNETES__KUBECONFIG"] = cluster.Kubeconfig,
            ["CONNECTORS_FAASNETES__IMAGE_PULL_POLICY"] = "Never",
        });
    }

    private Task<string> AddressAsync(string service) => KubectlAsync("get", "service", service, "-o", "jsonpath={.spec.clusterIP}");

    // It is there as soon as there has been a pod.
    private static async Task<string> BridgeAsync()
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var address = NetworkInterface.GetAllNetworkInterfaces().Where(device => device.Name == Bridge).SelectMany(device => device.GetIPProperties().UnicastAddresses)
                .FirstOrDefault(address => address.Address.AddressFamily == AddressFamily.InterNetwork);
            if (address is not null)
                return address.Address.ToString();
            await beat.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private static bool IsOf(string document, string kind) => Regex.IsMatch(document, $"^kind: {kind}$", RegexOptions.Multiline);
}
