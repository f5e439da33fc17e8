using Connectors.Core.Providers;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.RestApi;

/// <summary>As faas-cli reads them.</summary>
public sealed class Logs_of_functions
{
    [Fact]
    public async Task Logs_come_line_by_line_as_json()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add("echo");
        host.Provider.Lines.Add(new FunctionLogLine("echo", "openfaas-fn", "1", DateTimeOffset.UnixEpoch, "first\n\"x\""));
        host.Provider.NextLine = new();

        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync($"GET /system/logs?name=echo&namespace=openfaas-fn&follow=1&tail=5 HTTP/1.1\r\nHost: g\r\nAuthorization: {GatewayHost.Admin}\r\n\r\n");
        var first = await raw.ReadUntilAsync("\"}\n");
        Assert.Contains("Content-Type: application/x-ndjson", first);
        Assert.Contains("""{"name":"echo","namespace":"openfaas-fn","instance":"1","timestamp":"1970-01-01T00:00:00+00:00","text":"first\n\u0022x\u0022"}""", first);
        host.Provider.NextLine.SetResult(new FunctionLogLine("echo", "openfaas-fn", "1", DateTimeOffset.UnixEpoch, "later"));
        Assert.Contains("later", await raw.ReadUntilAsync("0\r\n\r\n"));
        Assert.True(host.Provider.LastLogQuery is { Follow: true, Tail: 5, Since: null });
    }

    [Fact]
    public async Task Who_follows_logs_is_let_go_when_the_host_stops()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add("echo");
        host.Provider.Lines.Add(new FunctionLogLine("echo", "openfaas-fn", "1", DateTimeOffset.UnixEpoch, "first"));
        host.Provider.NextLine = new();
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync($"GET /system/logs?name=echo&namespace=openfaas-fn&follow=1 HTTP/1.1\r\nHost: g\r\nAuthorization: {GatewayHost.Admin}\r\n\r\n");
        await raw.ReadUntilAsync("\"}\n");

        var stopping = host.StopAsync();

        Assert.EndsWith("0\r\n\r\n", await raw.ReadUntilAsync("0\r\n\r\n"));
        await stopping;
    }

    [Fact]
    public async Task Logs_go_back_five_minutes_unless_told_and_refuse_what_they_cannot_read()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add("echo");

        using var plain = await host.SendAsync(HttpMethod.Get, "/system/logs?name=echo&follow=false&tail=-1");
        var since = host.Provider.LastLogQuery!.Since!.Value;
        using var told = await host.SendAsync(HttpMethod.Get, "/system/logs?name=echo&since=2030-01-01T00:00:00%2B01:00&instance=7");

        Assert.InRange(TimeProvider.System.GetUtcNow() - since, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
        Assert.Equal(new DateTimeOffset(2029, 12, 31, 23, 0, 0, TimeSpan.Zero), host.Provider.LastLogQuery!.Since);
        Assert.Equal("7", host.Provider.LastLogQuery!.Instance);
        Assert.False(host.Provider.LastLogQuery!.Follow);
        await RestCalls.Expect(host, "GET", "/system/logs?name=echo&tail=many", null, 500, "tail 'many' of the logs of echo.openfaas-fn is not a whole number");
        await RestCalls.Expect(host, "GET", "/system/logs?name=echo&since=now", null, 500, "since 'now' of the logs of echo.openfaas-fn is not a time; write for example 2030-01-31T12:00:00Z");
        await RestCalls.Expect(host, "GET", "/system/logs?name=missing", null, 404, "function missing.openfaas-fn not found");
    }
}
