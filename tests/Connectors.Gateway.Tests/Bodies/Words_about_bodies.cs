using Connectors.Gateway.Tests.Fixtures;
using Connectors.Gateway.Tests.Invocations;

namespace Connectors.Gateway.Tests.Bodies;

/// <summary>What is wrong with a body is said in words for its sender, with the setting that bounds it.</summary>
public sealed class Words_about_bodies
{
    // Of 5000 bytes.
    private const string Chunk = "1388\r\n";

    [Theory]
    [InlineData("/async-function/echo", "Content-Length: 5000", "", "the request body of 5000 bytes is larger than gateway.max-body-bytes, 4KiB, allows")]
    [InlineData("/async-function/echo", "Transfer-Encoding: chunked", Chunk, "the request body is larger than 4KiB, the most that gateway.max-body-bytes allows")]
    [InlineData("/function/echo", "Content-Length: 5000", "", "the request body is larger than 2KiB, the most that gateway.max-sync-body-bytes allows")]
    [InlineData("/function/echo", "Transfer-Encoding: chunked", Chunk, "the request body is larger than 2KiB, the most that gateway.max-sync-body-bytes allows")]
    [InlineData("/system/alert", "Content-Length: 5000000", "", "the request body is larger than 1MiB, the most that a call of the REST API takes")]
    [InlineData("/connector/open", "Content-Length: 5000", "", "the request body is larger than 4KiB, the most that gateway.max-body-bytes allows")]
    [InlineData("/connector/open", "Transfer-Encoding: chunked", "xyz\r\n", "the request body is malformed, or ended before its length")]
    public async Task They_name_the_bound(string path, string framing, string begun, string words)
    {
        await using var host = await GatewayHost.StartAsync(settings => (settings.MaxBodyBytes, settings.MaxSyncBodyBytes) = (new(4096), new(2048)));
        await host.FunctionAsync("echo", Sync_calls.Echo);

        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync($"POST {path} HTTP/1.1\r\nHost: g\r\nAuthorization: {GatewayHost.Admin}\r\n{framing}\r\n\r\n{begun}{(begun == Chunk ? new string('x', 5000) : "")}");

        Assert.EndsWith($"\r\n\r\n{words}", await raw.ReadToEndAsync());
    }
}
