using Connectors.Providers.Faasd.Registries;

namespace Connectors.Providers.Faasd.Tests.Registries;

/// <summary>Where registries are asked, and where they may lead.</summary>
public sealed class RegistryAddressTests
{
    private readonly RegistryAddress addresses = new(["registry.lan:5000"]);

    [Theory]
    [InlineData("registry.lan:5000", "http://registry.lan:5000/")]
    [InlineData("registry.lan", "https://registry.lan/")]
    [InlineData("127.0.0.1:5000", "http://127.0.0.1:5000/")]
    [InlineData("docker.io", "https://registry-1.docker.io/")]
    public void Only_this_machine_and_who_is_named_are_asked_by_plain_http(string registry, string address) => Assert.Equal(address, addresses.Of(registry).ToString());

    [Theory]
    [InlineData("http://registry.lan:5000/", "http://registry.lan:5000/token", true)]
    [InlineData("http://registry.lan:5000/", "http://tokens.lan/token", false)]
    [InlineData("https://registry.lan/", "http://registry.lan:5000/", false)]
    [InlineData("http://registry.lan:5000/", "https://tokens.lan/token", true)]
    public void Nobody_leads_from_a_safe_way_to_an_open_one_or_to_who_is_not_named(string from, string to, bool may) => Assert.Equal(may, addresses.MayLead(new Uri(from), new Uri(to)));
}
