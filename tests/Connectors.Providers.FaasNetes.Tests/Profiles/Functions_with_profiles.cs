using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Tests.Conformance;

namespace Connectors.Providers.FaasNetes.Tests.Profiles;

/// <summary>On the real cluster, with the chart's definition of profiles.</summary>
[Collection("cluster")]
public sealed class Functions_with_profiles : IAsyncLifetime
{
    private KubeHost? made;
    private ClusterDefinition? definition;

    private KubeHost Made => made!;

    public async ValueTask InitializeAsync()
    {
        made = await KubeHost.MakeAsync();
        definition = await ClusterDefinition.InstalledAsync(made.Cluster);
    }

    public async ValueTask DisposeAsync()
    {
        if (definition is not null)
            await definition.DisposeAsync();
        if (made is not null)
            await made.DisposeAsync();
    }

    [Fact]
    public async Task Run_as_these_say_and_as_they_say_later_from_the_next_deployment_on()
    {
        await using var host = await ProfileHost.StartAsync(Made);
        await host.WriteAsync("user", """{ "podSecurityContext": { "runAsUser": 1234, "runAsNonRoot": true }, "resources": { "limits": { "memory": "64Mi" } } }""");
        await host.WriteAsync("place", """{ "tolerations": [{ "key": "nvme", "operator": "Exists", "effect": "NoSchedule" }], "dnsPolicy": "None", "dnsConfig": { "nameservers": ["10.0.0.1"] }, "strategy": { "type": "Recreate" } }""");
        Assert.Equal(ProviderResult.Accepted, await host.DeployAsync(ProfileHost.WhoAmI("user, place")));
        Assert.Equal("1234", await host.AnswerAsync());
        var pod = await host.PodAsync();
        Assert.Contains(pod.Spec.Tolerations, one => one is { Key: "nvme", OperatorProperty: "Exists", Effect: "NoSchedule" });
        Assert.Equal((1234, true, "None"), (pod.Spec.SecurityContext.RunAsUser, pod.Spec.SecurityContext.RunAsNonRoot, pod.Spec.DnsPolicy));
        Assert.Equal(["10.0.0.1"], pod.Spec.DnsConfig.Nameservers);
        Assert.Equal("64Mi", pod.Spec.Containers[0].Resources.Limits["memory"].ToString());
        Assert.Equal("Recreate", host.Deployed.Spec.Strategy.Type);
        // What was deployed comes back as it was: the profiles' part is none of it.
        var status = (await host.Provider.Catalogue.ListAsync(null, TestContext.Current.CancellationToken)).Single();
        Assert.Equal(("user, place", null), (status.Annotations["com.openfaas.profile"], status.Limits));

        var before = host.Deployed.Metadata.Generation;
        await host.WriteAsync("user", """{ "podSecurityContext": { "runAsUser": 4321 } }""");
        await host.UntilAsync(found => found.Found is [{ Generation: 2, Spec.PodSecurityContext.RunAsUser: 4321 }], "user");
        Assert.Equal(before, host.Deployed.Metadata.Generation);
        Assert.Equal("1234", await host.AnswerAsync());
        Assert.Equal(ProviderResult.Accepted, await host.DeployAsync(ProfileHost.WhoAmI("user"), WriteMode.Update));
        Assert.Equal("4321", await host.AnswerAsync());
        Assert.DoesNotContain((await host.PodAsync()).Spec.Tolerations, one => one.Key == "nvme");
        Assert.Equal(("RollingUpdate", null), (host.Deployed.Spec.Strategy.Type, host.Deployed.Spec.Template.Spec.DnsConfig));

        Assert.Equal(ProviderResult.Accepted, await host.DeployAsync(ProfileHost.WhoAmI(), WriteMode.Update));
        Assert.Equal("0", await host.AnswerAsync());
    }

    [Fact]
    public async Task That_are_not_there_are_refused_until_they_are()
    {
        await using var host = await ProfileHost.StartAsync(Made, withNamespace: false);
        var refused = await host.DeployAsync(ProfileHost.WhoAmI("user,other"));
        Assert.Equal(ProviderOutcome.Refused, refused.Outcome);
        Assert.Contains($"there is no profile 'user', 'other' in namespace '{host.Namespace}'", refused.Reason);
        Assert.Equal(["user", "other"], host.Profiles.Find(["user", "other"]).Missing);
        await Made.Cluster.KubectlAsync("create", "namespace", host.Namespace);
        await host.WriteAsync("user", """{ "podSecurityContext": { "runAsUser": 1234 } }""");
        // Nobody waits for the news of it.
        refused = await host.DeployAsync(ProfileHost.WhoAmI("user,other"));
        Assert.Contains($"there is no profile 'other' in namespace '{host.Namespace}'", refused.Reason);
        Assert.Equal(ProviderResult.Accepted, await host.DeployAsync(ProfileHost.WhoAmI("user")));
        await Made.Cluster.KubectlAsync("-n", host.Namespace, "delete", "profiles.openfaas.com", "user");
        await host.UntilAsync(found => found.Missing is ["user"], "user");
    }

    [Fact]
    public async Task That_Kubernetes_does_not_take_are_refused_in_its_words()
    {
        await using var host = await ProfileHost.StartAsync(Made);
        await host.WriteAsync("wrong", """{ "tolerations": [{ "key": "a", "operator": "Perhaps" }] }""");
        var refused = await host.DeployAsync(ProfileHost.WhoAmI("wrong"));
        Assert.Equal(ProviderOutcome.Refused, refused.Outcome);
        Assert.Contains("spec.template.spec.tolerations[0].operator", refused.Reason);
        // The definition itself keeps out what has the wrong shape.
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.WriteAsync("worse", """{ "podSecurityContext": { "runAsUser": "root" } }"""));
    }
}
