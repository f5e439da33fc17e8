namespace Connectors.Providers.FaasNetes.Tests.Profiles;

public class What_a_profile_says
{
    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "tolerations": null, "affinity": null, "runtimeClassName": "" }""")]
    [InlineData("""{ "something": "of a release to come" }""")]
    public void May_be_nothing(string spec) => Assert.Equal(new FaasNetes.Profiles.ProfileSpec(), ProfileText.Read(spec));

    [Theory]
    [InlineData("""["gpu"]""", "spec is no map of fields")]
    [InlineData("\"gpu\"", "spec is no map of fields")]
    [InlineData("""{ "tolerations": "gpu" }""", "spec.tolerations is not what Kubernetes has there; `kubectl explain pod.spec.tolerations` tells")]
    [InlineData("""{ "tolerations": [{ "tolerationSeconds": "soon" }] }""", "spec.tolerations[0].tolerationSeconds is not what")]
    [InlineData("""{ "tolerations": [{}, null] }""", "spec.tolerations has an entry that is null; leave it out")]
    [InlineData("""{ "topologySpreadConstraints": [null] }""", "spec.topologySpreadConstraints has an entry that is null; leave it out")]
    [InlineData("""{ "runtimeClassName": { "name": "gvisor" } }""", "spec.runtimeClassName is not what")]
    [InlineData("""{ "podSecurityContext": { "runAsUser": "root" } }""", "spec.podSecurityContext.runAsUser is not what Kubernetes has there; `kubectl explain pod.spec.securityContext` tells")]
    [InlineData("""{ "podSecurityContext": { "runAsUser": 1e400 } }""", "spec.podSecurityContext.runAsUser is not what")]
    [InlineData("""{ "podSecurityContext": { "supplementalGroups": [1, null, "a"] } }""", "spec.podSecurityContext.supplementalGroups[2] is not what")]
    [InlineData("""{ "affinity": { "nodeAffinity": [] } }""", "spec.affinity.nodeAffinity is not what")]
    [InlineData("""{ "dnsConfig": { "nameservers": "10.0.0.1" } }""", "spec.dnsConfig.nameservers is not what")]
    [InlineData("""{ "resources": [] }""", "spec.resources is not what Kubernetes has there; `kubectl explain pod.spec.containers.resources` tells")]
    [InlineData("""{ "resources": { "limits": { "memory": "much" } } }""", "spec.resources.limits.memory 'much' is not a quantity; write for example 128Mi, 500m or 1")]
    [InlineData("""{ "resources": { "requests": { "cpu": null } } }""", "spec.resources.requests.cpu 'null' is not a quantity")]
    [InlineData("""{ "resources": { "limits": { "cpu": "1e999999999" } } }""", "spec.resources.limits.cpu '1e999999999' is not a quantity")]
    [InlineData("""{ "resources": { "limits": { "cpu": 1e400 } } }""", "spec.resources.limits.cpu '1e400' is not a quantity")]
    [InlineData("""{ "strategy": { "rollingUpdate": { "maxSurge": true } } }""", "spec.strategy")]
    [InlineData("""{ "strategy": { "rollingUpdate": { "maxSurge": 1.5 } } }""", "spec.strategy")]
    public void That_is_nonsense_is_told_by_its_field(string spec, string fault) => Assert.StartsWith(fault, Assert.Single(ProfileText.Faults(spec)));

    [Fact]
    public void All_that_is_wrong_is_told_at_once() =>
        Assert.Equal(2, ProfileText.Faults("""{ "runtimeClassName": 1, "tolerations": {}, "priorityClassName": "high" }""").Count);
}
