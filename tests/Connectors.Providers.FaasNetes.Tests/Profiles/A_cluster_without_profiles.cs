using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Providers.FaasNetes.Tests.Profiles;

/// <summary>Without the definition of profiles, with one that comes later, and with a lax one.</summary>
[Collection("cluster")]
public sealed class A_cluster_without_profiles : IAsyncLifetime
{
    // As somebody would write it who does not want to be bothered.
    private const string Lax = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: profiles.openfaas.com }
        spec:
          group: openfaas.com
          names: { kind: Profile, listKind: ProfileList, plural: profiles, singular: profile }
          scope: Namespaced
          versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }]
        """;

    private KubeHost? made;
    private ClusterDefinition? definition;

    private KubeHost Made => made!;

    public async ValueTask InitializeAsync()
    {
        made = await KubeHost.MakeAsync();
        definition = await ClusterDefinition.AbsentAsync(made.Cluster);
    }

    public async ValueTask DisposeAsync()
    {
        if (definition is not null)
            await definition.DisposeAsync();
        if (made is not null)
            await made.DisposeAsync();
    }

    [Fact]
    public async Task Runs_functions_that_name_none_and_takes_the_others_when_it_has_them()
    {
        await using var host = await ProfileHost.StartAsync(Made);
        Assert.Equal(ProviderResult.Accepted, await host.DeployAsync(ProfileHost.WhoAmI()));
        Assert.Null(Made.Services.GetRequiredService<IProviderHealth>().Fault);
        var refused = await host.DeployAsync(ProfileHost.WhoAmI("user"), WriteMode.Update);
        Assert.Equal(ProviderOutcome.Refused, refused.Outcome);
        Assert.Contains("there is no profile 'user': the cluster has no resource profiles.openfaas.com; install it: kubectl apply -f charts/connectors/crds/profiles.yaml", refused.Reason);

        await definition!.InstallAsync();
        await host.WriteAsync("user", """{ "podSecurityContext": { "runAsUser": 1234 } }""");
        Assert.Equal(ProviderResult.Accepted, await host.DeployAsync(ProfileHost.WhoAmI("user"), WriteMode.Update));
        Assert.Equal("1234", await host.AnswerAsync());

        // It goes with all that there is of it; what runs runs on.
        await definition.RemoveAsync();
        await host.UntilAsync(found => found.Fault?.Contains("the cluster has no resource", StringComparison.Ordinal) == true, "user");
        Assert.Equal("1234", await host.AnswerAsync());
        // And comes back without anybody asking.
        await definition.InstallAsync();
        await host.WriteAsync("user", """{ "podSecurityContext": { "runAsUser": 4321 } }""");
        await host.UntilAsync(found => found.Found is [{ Spec.PodSecurityContext.RunAsUser: 4321 }], "user");
    }

    [Fact]
    public async Task Whose_definition_lets_nonsense_in_reads_the_rest()
    {
        await definition!.InstallAsync(Lax);
        await using var host = await ProfileHost.StartAsync(Made);
        await host.WriteAsync("nonsense", """{ "tolerations": "all", "podSecurityContext": { "runAsUser": "root" } }""");
        await host.WriteAsync("text", "\"gpu\"");
        var refused = await host.DeployAsync(ProfileHost.WhoAmI("nonsense,text"));
        Assert.Equal(ProviderOutcome.Refused, refused.Outcome);
        Assert.Contains($"profile 'nonsense' in namespace '{host.Namespace}' cannot be read: spec.tolerations is not what", refused.Reason);
        Assert.Contains("spec.podSecurityContext.runAsUser is not what", refused.Reason);
        Assert.Contains($"profile 'text' in namespace '{host.Namespace}' cannot be read: spec is no map of fields", refused.Reason);

        await host.WriteAsync("user", """{ "podSecurityContext": { "runAsUser": 1234 } }""");
        await host.UntilAsync(found => found.Fault is null, "user");
        await host.WriteAsync("nonsense", """{ "tolerations": [] }""");
        await host.UntilAsync(found => found is { Fault: null, Found.Count: 2 }, "nonsense", "user");
        Assert.Equal(ProviderResult.Accepted, await host.DeployAsync(ProfileHost.WhoAmI("nonsense,user")));
        Assert.Equal("1234", await host.AnswerAsync());
    }
}
