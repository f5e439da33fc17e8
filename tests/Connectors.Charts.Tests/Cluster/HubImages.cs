using Connectors.TestServers;
using Connectors.TestServers.Images;
using Connectors.TestServers.Kubernetes;

namespace Connectors.Charts.Tests.Cluster;

/// <summary>The chart's images, made on this machine: ours by its Dockerfile on a base of this machine's libraries, since no registry has one for us.</summary>
internal static class HubImages
{
    public const string Connectors = "localhost/connectors-test:local";
    public const string Nats = "localhost/nats-test:local";
    private const string Base = "localhost/base-test";
    private static readonly Lazy<Task> Made = new(MakeAsync);

    /// <summary>Brings them into the cluster; once for all tests.</summary>
    public static Task ImportAsync()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Repository.PublishedProgram, "connectors")) || Environment.GetEnvironmentVariable("CONNECTORS_TEST_KUBERNETES") == "required", $"{Repository.PublishedProgram} has no program; ./test.sh publishes it.");
        return Made.Value;
    }

    private static async Task MakeAsync()
    {
        var cluster = KubeCluster.Find();
        using var builder = new ImageBuilder();
        using var folder = new TempDirectory("base");
        await FillAsync(folder.Path);
        await builder.ImportAsync(Base, folder.Path);
        await builder.BuildAsync(Connectors, Path.Combine(Repository.Root, "docker/Dockerfile"), Repository.PublishedProgram, ("BASE", Base));
        await cluster.ImportAsync(await builder.SaveAsync(Connectors));
        var dockerfile = Path.Combine(folder.Path, "Dockerfile");
        await File.WriteAllTextAsync(dockerfile, $"FROM {Base}\nENTRYPOINT [\"/usr/bin/nats-server\"]\n", CancellationToken.None);
        await builder.BuildAsync(Nats, dockerfile, folder.Path);
        await cluster.ImportAsync(await builder.SaveAsync(Nats));
    }

    // What the chiselled image of .NET has: libraries, certificates, time zones; and a nats-server.
    private static async Task FillAsync(string root)
    {
        const string Script = """
            set -e
            mkdir -p "$1/etc/ssl" "$1/tmp" "$1/data" "$1/usr/share" "$1/usr/bin"
            cp /usr/sbin/nats-server "$1/usr/bin/"
            { for f in "$2"/*.so "$2/connectors" /usr/sbin/nats-server; do ldd "$f" 2>/dev/null || true; done; } | grep -o '/lib[^ ]*' | sort -u | while read -r f; do [ ! -f "$f" ] || cp -L --parents "$f" "$1"; done
            for f in /usr/lib/*/libssl.so.3 /usr/lib/*/libcrypto.so.3; do cp -L --parents "$f" "$1"; done
            cp -rL /etc/ssl/certs "$1/etc/ssl/"
            cp -r /usr/share/zoneinfo "$1/usr/share/"
            """;
        await using var shell = ServerProcess.Start("sh", ["-c", Script, "sh", root, Path.Combine(Repository.PublishedProgram, "connectors")]);
        await shell.ExitedAsync(CancellationToken.None);
        if (shell.ExitCode != 0)
            throw new InvalidOperationException($"The base image could not be filled: {shell.Said}");
    }
}
