using System.Net;
using System.Buffers.Binary;
using Connectors.Gateway.Tests.Fixtures;
using Connectors.Gateway.Tests.Invocations;

namespace Connectors.Gateway.Tests.Attacks;

/// <summary>What HTTP/2 lets a single connection do, on <c>gateway.h2c-listen</c>.</summary>
public sealed class Http2_floods
{
    private const uint RefusedStream = 7;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Streams_that_are_reset_as_fast_as_they_begin_leave_nothing_behind_and_keep_nobody_waiting()
    {
        await using var host = await StartAsync();
        using var flood = await RawHttp2.OpenAsync(host.H2cAddress);
        var sending = FloodAsync(flood);

        do
        {
            using var other = await host.SendAsync(HttpMethod.Post, "/function/echo", new StringContent("me"), admin: false);
            Assert.Equal("POST me", await other.Content.ReadAsStringAsync(Cancel));
        }
        while (!sending.IsCompleted);
        await sending;

        // The server has had enough and says so, or was faster than the flood; the calls have all ended either way.
        while (!(await host.Client.GetStringAsync(new Uri(host.MetricsAddress, "metrics"), Cancel)).Contains("gateway_function_invocation_inflight{function_name=\"echo.openfaas-fn\"} 0\n", StringComparison.Ordinal))
            await Task.Delay(20, Cancel);
    }

    [Fact]
    public async Task More_streams_than_there_may_be_are_refused_one_by_one()
    {
        await using var host = await StartAsync();
        var held = await HeldFunction.StartAsync(host, "held", null);
        using var raw = await RawHttp2.OpenAsync(host.H2cAddress);

        for (var i = 0; i < 150; i++)
            await raw.SendAsync(RawHttp2.Frame(RawHttp2.Headers, RawHttp2.EndStream | RawHttp2.EndHeaders, 2 * i + 1, RawHttp2.Get("/function/held")));
        var refused = 0;
        while (refused < 50 && await raw.ReadAsync() is { } frame)
        {
            if (frame.Type == RawHttp2.Reset && BinaryPrimitives.ReadUInt32BigEndian(frame.Payload) == RefusedStream)
                refused++;
        }

        Assert.Equal(50, refused);
        await held.ArrivedAsync(100);
        using var other = await host.SendAsync(HttpMethod.Get, "/healthz", admin: false);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        held.Release();
    }

    [Fact]
    public async Task Headers_that_go_on_and_on_end_the_connection()
    {
        await using var host = await StartAsync();
        using var raw = await RawHttp2.OpenAsync(host.H2cAddress);
        await raw.SendAsync(RawHttp2.Frame(RawHttp2.Headers, RawHttp2.EndStream, 1, RawHttp2.Get("/function/echo")));
        byte[] more = RawHttp2.Frame(RawHttp2.Continuation, 0, 1, [.. Enumerable.Repeat(RawHttp2.Literal("x", new string('y', 100)), 100).SelectMany(bytes => bytes)]);

        var sent = 0L;
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            for (; sent < 64 << 20; sent += more.Length)
                await raw.SendAsync(more);
        });

        Assert.InRange(sent, 0, 32 << 20);
    }

    private static async Task FloodAsync(RawHttp2 flood)
    {
        var reading = Task.Run(async () =>
        {
            while (await flood.ReadAsync() is { } frame && frame.Type != RawHttp2.GoAway)
            {
            }
        }, Cancel);
        try
        {
            for (var i = 0; i < 20_000 && !reading.IsCompleted; i++)
            {
                await flood.SendAsync((byte[])[
                    .. RawHttp2.Frame(RawHttp2.Headers, RawHttp2.EndStream | RawHttp2.EndHeaders, 2 * i + 1, RawHttp2.Get("/function/echo")),
                    .. RawHttp2.Frame(RawHttp2.Reset, 0, 2 * i + 1, [0, 0, 0, 8])]);
            }
        }
        catch (IOException)
        {
            // Cut off, as it should be.
        }
        flood.Dispose();
        await reading;
    }

    private static async Task<GatewayHost> StartAsync()
    {
        var host = await GatewayHost.StartAsync(settings => settings.H2cListen = "127.0.0.1:0");
        await host.FunctionAsync("echo", Sync_calls.Echo);
        return host;
    }
}
