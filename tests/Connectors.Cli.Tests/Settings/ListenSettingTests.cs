using Connectors.Gateway;

namespace Connectors.Cli.Tests.Settings;

public sealed class ListenSettingTests
{
    [Theory]
    [InlineData("127.0.0.1:8080")]
    [InlineData("127.0.0.1:0")]
    [InlineData("0.0.0.0:65535")]
    [InlineData("[::1]:8080")]
    [InlineData("[::]:0")]
    public void An_address_with_a_port_is_accepted(string listen) =>
        Assert.Empty(new GatewaySettings { Listen = listen, MetricsListen = listen }.Faults());

    [Fact]
    public void A_port_that_cannot_be_is_named() => Assert.Equal(
        [
            "gateway.listen '127.0.0.1:99999' names port 99999, and there is none above 65535; write one that there is",
            "gateway.metrics-listen '[::1]:65536' names port 65536, and there is none above 65535; write one that there is",
        ],
        new GatewaySettings { Listen = "127.0.0.1:99999", MetricsListen = "[::1]:65536" }.Faults());

    [Theory]
    [InlineData("8080")]
    [InlineData(":8080")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1: 80")]
    [InlineData("127.1:80")]
    [InlineData("1:80")]
    [InlineData("::1")]
    [InlineData("::1:8080")]
    [InlineData("[::1]")]
    [InlineData("[::1:8080")]
    [InlineData("[127.0.0.1]:8080x")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("")]
    public void Anything_else_is_named_with_the_remedy(string listen) =>
        Assert.Equal(
            [
                $"gateway.listen '{listen}' is not an address and port; write for example 127.0.0.1:8080",
                $"gateway.metrics-listen '{listen}' is not an address and port; write for example 127.0.0.1:8082",
            ],
            new GatewaySettings { Listen = listen, MetricsListen = listen }.Faults());
}
