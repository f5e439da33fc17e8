namespace Connectors.Providers.FaasNetes.Tests;

public class FaasNetesSettingsTests
{
    [Fact]
    public void Those_that_nobody_has_changed_are_right() => Assert.Empty(new FaasNetesSettings().Faults());

    [Fact]
    public void Each_value_that_cannot_be_is_named_with_what_to_write()
    {
        var faults = new FaasNetesSettings { ImagePullPolicy = "Sometimes", DrainDelay = TimeSpan.FromSeconds(-1), ProfilesNamespace = "Open_FaaS" }.Faults().ToList();
        Assert.Equal(3, faults.Count);
        Assert.StartsWith("faas-netes.image-pull-policy 'Sometimes' is not known", faults[0]);
        Assert.StartsWith("faas-netes.drain-delay must be 0 to 10m", faults[1]);
        Assert.StartsWith("faas-netes.profiles-namespace: namespace 'Open_FaaS'", faults[2]);
        Assert.EndsWith("leave it out for openfaas", faults[2]);
    }
}
