using Connectors.Conformance.Providers;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.TestServers.Kubernetes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connectors.Providers.FaasNetes.Tests.Conformance;

/// <summary>The provider on the cluster that tests share. Its namespaces are emptied before and after, so one test at a time has it.</summary>
internal sealed class KubeHost : ProviderUnderTest
{
    private static readonly string[] Others = ["dev"];
    private readonly Action<IServiceCollection>? more;
    private ServiceProvider? services;

    private KubeHost(KubeCluster cluster, string space, Action<IServiceCollection>? more)
    {
        Cluster = cluster;
        Space = space;
        this.more = more;
        Settings = new FaasNetesSettings { Kubeconfig = cluster.Kubeconfig, ImagePullPolicy = "Never", DrainDelay = TimeSpan.FromSeconds(1) };
    }

    public KubeCluster Cluster { get; }

    /// <summary>The namespace of functions that name none.</summary>
    public string Space { get; }

    public FaasNetesSettings Settings { get; }

    public IServiceProvider Services => services ?? throw new InvalidOperationException("not running");

    public override FunctionProvider Provider => Services.GetRequiredService<FunctionProvider>();

    /// <summary>Running, with an empty cluster.</summary>
    /// <param name="change">Of the settings.</param>
    /// <param name="more">Services that are there before the provider's own.</param>
    /// <param name="space">The namespace of functions that name none.</param>
    public static async Task<KubeHost> StartAsync(Action<FaasNetesSettings>? change = null, Action<IServiceCollection>? more = null, string space = FunctionName.DefaultNamespace)
    {
        var host = await MakeAsync(more, space);
        change?.Invoke(host.Settings);
        await host.StartAgainAsync();
        return host;
    }

    /// <summary>With an empty cluster, and not started.</summary>
    public static async Task<KubeHost> MakeAsync(Action<IServiceCollection>? more = null, string space = FunctionName.DefaultNamespace)
    {
        var host = new KubeHost(KubeCluster.Find(), space, more);
        await FunctionImage.ImportAsync();
        await host.EmptyAsync();
        return host;
    }

    public async Task StartAgainAsync()
    {
        var wanted = new ServiceCollection();
        more?.Invoke(wanted);
        services = wanted.AddFaasNetesProvider(Settings, Space).BuildServiceProvider();
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
    }

    public async Task StopAsync()
    {
        if (services is null)
            return;
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
        services = null;
    }

    public override async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    public static FunctionDeployment Shell(string name, string script, params (string Key, string Value)[] variables) => new()
    {
        Service = name,
        Image = FunctionImage.Name,
        EnvProcess = $"sh -c '{script}'",
        EnvVars = variables.Length == 0 ? null : variables.ToDictionary(one => one.Key, one => one.Value),
    };

    public override FunctionDeployment Shout(string name) => new() { Service = name, Image = FunctionImage.Name, EnvProcess = "tr a-z A-Z" };

    public override FunctionDeployment Answer(string name, string text) => new() { Service = name, Image = FunctionImage.Name, EnvProcess = $"echo -n '{text}'" };

    public override FunctionDeployment TellSecret(string name, string secret) => Shell(name, $"cat /var/openfaas/secrets/{secret} 2>/dev/null || true") with { Secrets = [secret] };

    public override FunctionDeployment Write(string name) => Shell(name, "cat >&2; echo >&2", ("combine_output", "false"));

    public override FunctionDeployment Broken(string name) => Shell(name, "false", ("mode", "http"));

    protected override async Task RemoveAsync()
    {
        await StopAsync();
        if (Space == FunctionName.DefaultNamespace)
            await EmptyAsync();
        else
            await Cluster.KubectlAsync("delete", "namespace", Space, "--wait=false");
    }

    private async Task EmptyAsync()
    {
        if (Space != FunctionName.DefaultNamespace)
        {
            // It is this provider's alone: not annotated, so that no other takes it for one of functions.
            await Cluster.KubectlAsync("delete", "namespace", Space, "--ignore-not-found");
            await Cluster.KubectlAsync("create", "namespace", Space);
            return;
        }
        await Cluster.KubectlAsync(["delete", "namespace", .. Others, "--ignore-not-found"]);
        await Cluster.ApplyAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{ name: {Space}, annotations: {{ openfaas: \"1\" }} }}\n");
        await Cluster.KubectlAsync("-n", Space, "delete", "deployments,services,secrets", "-l", "app.kubernetes.io/managed-by in (connectors,openfaas)", "--ignore-not-found");
        // What is still on its way out would be taken for the next test's.
        await Cluster.KubectlAsync("-n", Space, "delete", "pods", "--all", "--force", "--grace-period=0", "--ignore-not-found");
    }
}
