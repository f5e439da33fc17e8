using System.Net;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Tests.Conformance;
using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connectors.Providers.FaasNetes.Tests.Troubles;

[Collection("cluster")]
public sealed class Profiles_cannot_be_read
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "{}", "Kubernetes answered 500")]
    [InlineData(HttpStatusCode.OK, "{", "Kubernetes answered what cannot be read")]
    public async Task Functions_that_name_none_do_not_feel_it(HttpStatusCode status, string body, string reason)
    {
        await using var host = await KubeHost.MakeAsync();
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(host.Cluster.Kubeconfig);
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        await using var services = new ServiceCollection().AddFaasNetesProvider(host.Settings).AddSingleton<IKubernetes>(_ => new Kubernetes(configuration, new Answering(status, body))).BuildServiceProvider();
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StartAsync(Ending);
        var provider = services.GetRequiredService<FunctionProvider>();
        Assert.Equal(ProviderResult.Accepted, await provider.Deployment.DeployAsync(host.Shout("plain"), WriteMode.Create, Ending));
        Assert.Null(services.GetRequiredService<IProviderHealth>().Fault);
        var profiles = services.GetRequiredService<FaasNetes.Profiles.ClusterProfiles>();
        Assert.Contains("is not known yet", profiles.Find(["gpu"]).Fault);
        var placed = host.Shout("placed") with { Annotations = new Dictionary<string, string> { ["com.openfaas.profile"] = "gpu" } };
        var refused = await Assert.ThrowsAsync<ProviderUnavailableException>(() => provider.Deployment.DeployAsync(placed, WriteMode.Create, Ending));
        Assert.StartsWith(reason, refused.Message);
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StopAsync(CancellationToken.None);
    }

    private sealed class Answering(HttpStatusCode status, string body) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri!.AbsolutePath.EndsWith("/profiles", StringComparison.Ordinal)
                ? new HttpResponseMessage(status) { Content = new StringContent(body), RequestMessage = request }
                : await base.SendAsync(request, cancellationToken);
    }
}
