using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.Bodies;

/// <summary>Routes of connectors behind the gateway.</summary>
public sealed class Bodies_of_connectors
{
    [Fact]
    public async Task Connectors_bodies_are_bounded_too()
    {
        await using var host = await GatewayHost.StartAsync(settings => (settings.MaxBodyBytes, settings.ReadTimeout) = (new(100), TimeSpan.FromMilliseconds(300)));

        using var large = await RawConnection.OpenAsync(host.Address);
        await large.SendAsync("POST /connector/open HTTP/1.1\r\nHost: g\r\nContent-Length: 1000\r\n\r\n");
        using var stalled = await RawConnection.OpenAsync(host.Address);
        await stalled.SendAsync("POST /connector/open HTTP/1.1\r\nHost: g\r\nContent-Length: 10\r\n\r\nx");

        Assert.StartsWith("HTTP/1.1 413", await large.ReadToEndAsync());
        Assert.StartsWith("HTTP/1.1 408", await stalled.ReadToEndAsync());
    }
}
