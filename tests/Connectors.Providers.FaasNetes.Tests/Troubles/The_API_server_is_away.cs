using System.Net;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Tests.Conformance;
using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connectors.Providers.FaasNetes.Tests.Troubles;

[Collection("cluster")]
public sealed class The_API_server_is_away
{
    private static readonly FunctionName Shout = new("shout", FunctionName.DefaultNamespace);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_known_stays_changes_are_put_off_and_what_happened_meanwhile_is_seen_when_it_is_back()
    {
        await using var host = await KubeHost.StartAsync();
        Assert.Equal(ProviderResult.Accepted, await host.Provider.Deployment.DeployAsync(host.Shout("shout"), WriteMode.Create, Ending));
        await UntilAsync(host.Provider, status => status?.AvailableReplicas == 1);
        await host.StopAsync();

        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(host.Cluster.Kubeconfig);
        var server = new Uri(configuration.Host);
        await using var line = new CutLine(new IPEndPoint(IPAddress.Parse(server.Host), server.Port));
        configuration.Host = $"https://{line.EndPoint}";
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        await using var services = new ServiceCollection().AddFaasNetesProvider(host.Settings).AddSingleton<IKubernetes>(_ => new Kubernetes(configuration)).BuildServiceProvider();
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StartAsync(Ending);
        var provider = services.GetRequiredService<FunctionProvider>();
        var health = services.GetRequiredService<IProviderHealth>();
        Assert.Null(health.Fault);

        line.Cut();
        var refused = await Assert.ThrowsAsync<ProviderUnavailableException>(() => provider.Scaling.ScaleAsync(Shout, 2, Ending));
        Assert.NotNull(refused.RetryAfter);
        Assert.Contains("Kubernetes does not answer", refused.Message);
        while (health.Fault is null)
            await Task.Delay(20, Ending);
        Assert.Single((await provider.Resolution.ResolveAsync(Shout, Ending))!.Ready);
        Assert.Single(await provider.Catalogue.ListAsync(null, Ending));

        // Somebody else goes on working.
        await host.Cluster.KubectlAsync("-n", Shout.Namespace, "scale", "deployment", "shout", "--replicas=3");
        line.Join();
        await UntilAsync(provider, status => status is { Replicas: 3, AvailableReplicas: 3 });
        // Namespaces are followed apart, at a pace of their own.
        while (health.Fault is not null)
            await Task.Delay(20, Ending);
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StopAsync(CancellationToken.None);
    }

    private static async Task UntilAsync(FunctionProvider provider, Predicate<FunctionStatus?> isSo)
    {
        while (true)
        {
            var seen = provider.Catalogue.Changes.Version;
            if (isSo(await provider.Catalogue.GetAsync(Shout, Ending)))
                return;
            await provider.Catalogue.Changes.WaitAsync(seen, Ending);
        }
    }
}
