using Connectors.Core.Settings;

namespace Connectors.Core.Tests.Settings;

public sealed class MaskedAddressTests
{
    [Theory]
    [InlineData("http://host:80/a@b", "http://host:80/a@b")]
    [InlineData("http://user:word@host/", "http://…@host/")]
    [InlineData("http://user:w@rd@host:99999/x", "http://…@host:99999/x")]
    [InlineData("nats://user:word@a,nats://other:word@b", "nats://…@a,nats://…@b")]
    [InlineData("no address", "no address")]
    public void Users_and_passwords_are_left_out(string text, string shown) => Assert.Equal(shown, MaskedAddress.Of(text));
}
