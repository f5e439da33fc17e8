using Connectors.Core.Units;

namespace Connectors.Core.Tests.Units;

public sealed class PortTextTests
{
    [Theory]
    [InlineData("127.0.0.1:99999", "99999")]
    [InlineData("[::1]:65536", "65536")]
    [InlineData("nats://hub:4711@host:99999", "99999")]
    [InlineData("mqtt://host:123456789012/path", "123456789012")]
    [InlineData("a:1, b:70000,c:2", "70000")]
    public void A_port_that_cannot_be_is_named(string address, string port) =>
        Assert.Equal($"names port {port}, and there is none above 65535; write one that there is", PortText.Fault(address));

    [Theory]
    [InlineData("127.0.0.1:65535")]
    [InlineData("host")]
    [InlineData("")]
    [InlineData("::1:99999")]
    [InlineData("[::1]")]
    [InlineData("http://hub:99999@host/")]
    [InlineData("http://host/a:99999")]
    [InlineData("host:port")]
    [InlineData("a:1,b:2")]
    public void Nothing_else_is_said_to_be_wrong(string address) => Assert.Null(PortText.Fault(address));
}
