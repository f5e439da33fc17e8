using System.Globalization;
using System.Text.Json;
using Connectors.Providers.FaasNetes.Operating;
using Connectors.Providers.FaasNetes.Tests.Conformance;
using Connectors.TestServers;
using Connectors.TestServers.Kubernetes;
using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Providers.FaasNetes.Tests.Operating;

/// <summary>Of several operators one leads; another goes on where it ends, however it ends.</summary>
[Collection("cluster")]
public sealed class Two_operators
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_the_leader_is_killed_the_other_goes_on()
    {
        await FunctionDefinition.InstallAsync(KubeCluster.Find());
        await using var host = await KubeHost.MakeAsync(space: OperatorHost.Space);
        try
        {
            using var folder = new TempDirectory("operators");
            await using var one = await StartAsync(host, folder.Below("one"));
            await using var other = await StartAsync(host, folder.Below("other"));
            await ApplyAsync(host, "first");
            await ReadyAsync(host, "first");
            var leader = await HolderAsync(host);
            var (killed, left) = Keeps(one, leader) ? (one, other) : (other, one);
            Assert.True(Keeps(killed, leader) && !Keeps(left, leader), $"{one.Said}\n{other.Said}");
            await killed.KillAsync();
            await ApplyAsync(host, "second");
            await ReadyAsync(host, "second");
            Assert.False(left.HasExited, left.Said);
            Assert.NotEqual(leader, await HolderAsync(host));
        }
        finally
        {
            await FunctionDefinition.RemoveAsync(host.Cluster);
        }
    }

    [Fact]
    public async Task One_that_stops_gives_the_lease_back()
    {
        await FunctionDefinition.InstallAsync(KubeCluster.Find());
        await using var host = await KubeHost.StartAsync(settings => settings.Operator = true, services => services.AddSingleton(OperatorHost.Quick), OperatorHost.Space);
        try
        {
            await ApplyAsync(host, "kept");
            await ReadyAsync(host, "kept");
            Assert.Equal(host.Services.GetRequiredService<OperatorLease>().Identity, await HolderAsync(host));
            await host.StopAsync();
            Assert.Equal("", await HolderAsync(host));
        }
        finally
        {
            await FunctionDefinition.RemoveAsync(host.Cluster);
        }
    }

    [Fact]
    public async Task One_whose_work_breaks_off_begins_anew_and_does_not_keep_the_lease_for_nothing()
    {
        await using var host = await KubeHost.StartAsync(space: OperatorHost.Space);
        var lease = new OperatorLease(host.Services.GetRequiredService<IKubernetes>(), OperatorHost.Space, OperatorHost.Quick, NullLogger<OperatorLease>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        var again = new TaskCompletionSource();
        var begun = 0;
        var running = lease.RunAsync(ending => ++begun == 1 ? throw new InvalidOperationException("broken") : Begin(ending), stop.Token);
        await again.Task.WaitAsync(Ending);
        await stop.CancelAsync();
        await running;

        Task Begin(CancellationToken ending)
        {
            again.TrySetResult();
            return Task.Delay(Timeout.Infinite, ending);
        }
    }

    [Fact]
    public async Task Without_the_definition_the_provider_works_and_the_operator_begins_when_it_is_installed()
    {
        await FunctionDefinition.RemoveAsync(KubeCluster.Find());
        await using var host = await KubeHost.StartAsync(settings => settings.Operator = true, services => services.AddSingleton(OperatorHost.Quick), OperatorHost.Space);
        try
        {
            Assert.Equal(Core.Providers.ProviderResult.Accepted, await host.Provider.Deployment.DeployAsync(host.Shout("plain"), Core.Providers.WriteMode.Create, Ending));
            Assert.Null(host.Services.GetRequiredService<Core.Providers.IProviderHealth>().Fault);
            await FunctionDefinition.InstallAsync(host.Cluster);
            await ApplyAsync(host, "late");
            await ReadyAsync(host, "late");
        }
        finally
        {
            await FunctionDefinition.RemoveAsync(host.Cluster);
        }
    }

    private static bool Keeps(ServerProcess program, string leader) => program.Said.Contains($"kept by {leader}, this process", StringComparison.Ordinal);

    private static async Task<ServerProcess> StartAsync(KubeHost host, string data)
    {
        var port = LoopbackPorts.Take().ToString(CultureInfo.InvariantCulture);
        var process = ServerProcess.Start("dotnet", [ConnectorsProgram.Path, "provider", "faas-netes", "--data", data, "--listen", $"127.0.0.1:{port}"], new Dictionary<string, string>
        {
            ["KUBECONFIG"] = host.Cluster.Kubeconfig,
            ["CONNECTORS_FAASNETES__KUBECONFIG"] = host.Cluster.Kubeconfig,
            ["CONNECTORS_FAASNETES__NAMESPACE"] = OperatorHost.Space,
            ["CONNECTORS_FAASNETES__OPERATOR"] = "true",
            ["CONNECTORS_FAASNETES__IMAGE_PULL_POLICY"] = "Never",
        });
        while (!process.Said.Contains("kept by ", StringComparison.Ordinal))
        {
            Assert.False(process.HasExited, process.Said);
            await Task.Delay(50, Ending);
        }
        return process;
    }

    private static Task ApplyAsync(KubeHost host, string name) => host.Cluster.ApplyAsync(
        $"apiVersion: openfaas.com/v1\nkind: Function\nmetadata: {{ name: {name}, namespace: {OperatorHost.Space} }}\nspec: {{ name: {name}, image: '{FunctionImage.Name}', handler: tr a-z A-Z }}\n");

    private static Task ReadyAsync(KubeHost host, string name) => host.Cluster.KubectlAsync("-n", OperatorHost.Space, "wait", "--for=condition=Healthy", "--timeout=60s", $"functions.openfaas.com/{name}");

    private static async Task<string> HolderAsync(KubeHost host)
    {
        var lease = JsonDocument.Parse(await host.Cluster.KubectlAsync("-n", OperatorHost.Space, "get", "lease", OperatorLease.Name, "-o", "json")).RootElement;
        return lease.GetProperty("spec").TryGetProperty("holderIdentity", out var holder) ? holder.GetString()! : "";
    }
}
