using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Operating;
using Connectors.Providers.FaasNetes.Tests.Conformance;
using Connectors.Providers.FaasNetes.Tests.Operating;
using Connectors.TestServers.Kubernetes;
using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connectors.Providers.FaasNetes.Tests.Rights;

/// <summary>With a service account that has the chart's rules the provider can do all that it does, and it needs every one of them.</summary>
[Collection("cluster")]
public sealed class The_rules_of_the_chart
{
    private const string Space = FunctionName.DefaultNamespace;
    private static readonly string[] Files = ["namespaces.yaml", "functions.yaml", "operator.yaml"];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_enough_and_none_of_them_is_too_much()
    {
        await FunctionDefinition.InstallAsync(KubeCluster.Find());
        await using var host = await KubeHost.StartAsync();
        await host.StopAsync();
        host.Settings.Operator = true;
        await host.Cluster.KubectlAsync("-n", Space, "delete", "lease", OperatorLease.Name, "--ignore-not-found");
        var calls = new RecordedCalls { InnerHandler = new HttpClientHandler() };
        var account = $"rights-{Guid.NewGuid():N}"[..15];
        try
        {
            var configuration = await AccountAsync(host.Cluster, account);
            await using var services = new ServiceCollection().AddSingleton(OperatorHost.Quick).AddFaasNetesProvider(host.Settings)
                .AddSingleton<IKubernetes>(_ => new Kubernetes(configuration, new RecordedCalls[] { calls }) { HttpClient = { Timeout = Timeout.InfiniteTimeSpan } })
                .BuildServiceProvider();
            foreach (var hosted in services.GetServices<IHostedService>())
                await hosted.StartAsync(Ending);
            await UseAllAsync(services.GetRequiredService<FunctionProvider>());
            await UseResourcesAsync(host.Cluster, services.GetRequiredService<FunctionProvider>());
            foreach (var hosted in services.GetServices<IHostedService>())
                await hosted.StopAsync(CancellationToken.None);
        }
        finally
        {
            await RemoveAsync(host.Cluster, account);
            await FunctionDefinition.RemoveAsync(host.Cluster);
        }
        var allowed = ChartRules.Rights(Files.SelectMany(ChartRules.Of)).Order(StringComparer.Ordinal);
        Assert.Equal(allowed, calls.Seen);
    }

    [Fact]
    public async Task One_that_is_missing_is_named()
    {
        await using var host = await KubeHost.StartAsync();
        await host.StopAsync();
        var account = $"rights-{Guid.NewGuid():N}"[..15];
        try
        {
            var configuration = await AccountAsync(host.Cluster, account, without: "secrets");
            await using var services = new ServiceCollection().AddFaasNetesProvider(host.Settings).AddSingleton<IKubernetes>(_ => new Kubernetes(configuration)).BuildServiceProvider();
            foreach (var hosted in services.GetServices<IHostedService>())
                await hosted.StartAsync(Ending);
            var refused = await Assert.ThrowsAsync<ProviderUnavailableException>(async () => await services.GetRequiredService<FunctionProvider>().Secrets.ListAsync(Space, Ending));
            Assert.Contains("cannot list resource \"secrets\"", refused.Message);
            foreach (var hosted in services.GetServices<IHostedService>())
                await hosted.StopAsync(CancellationToken.None);
        }
        finally
        {
            await RemoveAsync(host.Cluster, account);
        }
    }

    // Everything that a gateway asks of its provider.
    private static async Task UseAllAsync(FunctionProvider provider)
    {
        var function = new FunctionName("all", Space);
        Accepted(await provider.Secrets.WriteAsync(new FunctionSecret("all-key", Space, "1"u8.ToArray()), WriteMode.Create, Ending));
        Assert.Equal(["all-key"], await provider.Secrets.ListAsync(Space, Ending));
        var deployment = KubeHost.Shell("all", "echo called >&2", ("combine_output", "false")) with { Secrets = ["all-key"] };
        Accepted(await provider.Deployment.DeployAsync(deployment, WriteMode.Create, Ending));
        while ((await provider.Catalogue.GetAsync(function, Ending))?.AvailableReplicas != 1)
            await provider.Catalogue.Changes.WaitAsync(provider.Catalogue.Changes.Version, Ending);
        Accepted(await provider.Secrets.WriteAsync(new FunctionSecret("all-key", Space, "2"u8.ToArray()), WriteMode.Update, Ending));
        Accepted(await provider.Deployment.DeployAsync(deployment with { Labels = new Dictionary<string, string> { ["v"] = "2" } }, WriteMode.Update, Ending));
        Accepted(await provider.Scaling.ScaleAsync(function, 2, Ending));
        await foreach (var _ in provider.Logs.Read(new FunctionLogQuery { Function = function }, Ending)!)
        {
            // That they may be read is what counts.
        }
        await provider.Usage.GetAsync(function, Ending);
        Accepted(await provider.Namespaces.WriteAsync(new FunctionNamespace { Name = "dev" }, WriteMode.Create, Ending));
        Accepted(await provider.Namespaces.WriteAsync(new FunctionNamespace { Name = "dev", Labels = new Dictionary<string, string> { ["a"] = "b" } }, WriteMode.Update, Ending));
        Accepted(await provider.Namespaces.DeleteAsync("dev", Ending));
        Accepted(await provider.Deployment.DeleteAsync(function, Ending));
        Accepted(await provider.Secrets.DeleteAsync("all-key", Space, Ending));
    }

    // Everything that the operator asks, and a gateway where functions are resources.
    private static async Task UseResourcesAsync(KubeCluster cluster, FunctionProvider provider)
    {
        var function = new FunctionName("written", Space);
        await cluster.ApplyAsync($"apiVersion: openfaas.com/v1\nkind: Function\nmetadata: {{ name: written, namespace: {Space} }}\nspec: {{ name: written, image: '{FunctionImage.Name}', handler: cat }}\n");
        while ((await provider.Catalogue.GetAsync(function, Ending))?.AvailableReplicas != 1)
            await provider.Catalogue.Changes.WaitAsync(provider.Catalogue.Changes.Version, Ending);
        await cluster.KubectlAsync("-n", Space, "wait", "--for=condition=Healthy", "--timeout=60s", "functions.openfaas.com/written");
        Accepted(await provider.Deployment.DeployAsync(KubeHost.Shell("written", "echo"), WriteMode.Update, Ending));
        Accepted(await provider.Deployment.DeleteAsync(function, Ending));
    }

    private static async Task RemoveAsync(KubeCluster cluster, string account)
    {
        await cluster.KubectlAsync(["delete", "clusterrole,clusterrolebinding", .. Files.Select(file => $"{account}-{Path.GetFileNameWithoutExtension(file)}"), "--ignore-not-found"]);
        await cluster.KubectlAsync("-n", Space, "delete", "serviceaccount", account, "--ignore-not-found");
    }

    private static void Accepted(ProviderResult result) => Assert.Equal(ProviderResult.Accepted, result);

    // Bound in all namespaces, as functions.clusterWide has it: the test makes one.
    private static async Task<KubernetesClientConfiguration> AccountAsync(KubeCluster cluster, string name, string? without = null)
    {
        var manifests = new StringBuilder($"apiVersion: v1\nkind: ServiceAccount\nmetadata: {{ name: {name}, namespace: {Space} }}\n");
        foreach (var file in Files)
        {
            var ending = Path.GetFileNameWithoutExtension(file);
            var role = new k8s.Models.V1ClusterRole
            {
                ApiVersion = "rbac.authorization.k8s.io/v1",
                Kind = "ClusterRole",
                Metadata = new k8s.Models.V1ObjectMeta { Name = $"{name}-{ending}" },
                Rules = [.. ChartRules.Of(file).Where(rule => without is null || !rule.Resources.Contains(without))],
            };
            manifests.Append("---\n").Append(KubernetesYaml.Serialize(role)).Append('\n');
            manifests.Append($"---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {{ name: {name}-{ending} }}\nroleRef: {{ apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {name}-{ending} }}\n");
            manifests.Append($"subjects: [{{ kind: ServiceAccount, name: {name}, namespace: {Space} }}]\n");
        }
        await cluster.ApplyAsync(manifests.ToString());
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(cluster.Kubeconfig);
        using var admin = new Kubernetes(configuration);
        var token = await admin.CoreV1.CreateNamespacedServiceAccountTokenAsync(new k8s.Models.Authenticationv1TokenRequest { Spec = new k8s.Models.V1TokenRequestSpec { Audiences = [] } }, name, Space, cancellationToken: Ending);
        var account = KubernetesClientConfiguration.BuildConfigFromConfigFile(cluster.Kubeconfig);
        (account.ClientCertificateData, account.ClientCertificateKeyData, account.ClientCertificateFilePath, account.ClientKeyFilePath) = (null, null, null, null);
        account.AccessToken = token.Status.Token;
        account.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        return account;
    }
}
