using Xunit;

namespace Connectors.TestServers.Kubernetes;

/// <summary>
/// The real Kubernetes that tests share: the one that <c>KUBECONFIG</c> names, or a single node that was started on this machine. Tests use namespaces of
/// their own. Needs <c>kubectl</c>, and <c>ctr</c> to bring images in.
/// </summary>
public sealed class KubeCluster
{
    private const string OnThisMachine = "/tmp/kube/kubeconfig";

    private KubeCluster(string kubeconfig) => Kubeconfig = kubeconfig;

    /// <summary>The file by which clients find it, as an administrator.</summary>
    public string Kubeconfig { get; }

    /// <summary>The cluster; the test is skipped where there is none, outside continuous integration.</summary>
    public static KubeCluster Find()
    {
        var file = Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } named ? named : OnThisMachine;
        var isThere = File.Exists(file);
        if (!isThere)
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CONNECTORS_TEST_KUBERNETES") == "required", $"There is no cluster: KUBECONFIG names none, and {OnThisMachine} is not there.");
        return isThere ? new KubeCluster(file) : throw new InvalidOperationException($"CONNECTORS_TEST_KUBERNETES requires a cluster, and {file} is not there.");
    }

    /// <summary>What kubectl says.</summary>
    /// <exception cref="InvalidOperationException">It refuses; the message is its own.</exception>
    public async Task<string> KubectlAsync(params IEnumerable<string> arguments)
    {
        await using var kubectl = ServerProcess.Start("kubectl", ["--kubeconfig", Kubeconfig, .. arguments]);
        await kubectl.ExitedAsync(CancellationToken.None);
        return kubectl.ExitCode == 0 ? kubectl.Said.TrimEnd() : throw new InvalidOperationException($"kubectl {string.Join(' ', arguments)}: {kubectl.Said}");
    }

    /// <summary>Applies manifests.</summary>
    public async Task ApplyAsync(string manifests)
    {
        using var directory = new TempDirectory("manifests");
        var file = directory.Below("manifests.yaml");
        await File.WriteAllTextAsync(file, manifests, CancellationToken.None);
        await KubectlAsync("apply", "-f", file);
    }

    /// <summary>Brings an image in, from a file as docker saves it.</summary>
    public async Task ImportAsync(string file)
    {
        var socket = Path.Combine(Path.GetDirectoryName(Kubeconfig)!, "containerd/containerd.sock");
        await using var ctr = ServerProcess.Start("ctr", ["-a", socket, "-n", "k8s.io", "images", "import", file]);
        await ctr.ExitedAsync(CancellationToken.None);
        if (ctr.ExitCode != 0)
            throw new InvalidOperationException($"ctr could not import {file}: {ctr.Said}");
    }
}
