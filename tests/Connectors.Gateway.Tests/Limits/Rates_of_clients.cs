using System.Net;
using System.Net.Sockets;
using Connectors.Gateway.Clients;
using Connectors.Gateway.Limits;
using Connectors.Gateway.Tests.Fixtures;
using Connectors.Gateway.Tests.Invocations;

namespace Connectors.Gateway.Tests.Limits;

/// <summary><c>gateway.client-rate</c> and <c>gateway.client-burst</c>.</summary>
public sealed class Rates_of_clients
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_calls_too_often_is_429_and_no_other_is()
    {
        await using var host = await StartAsync();
        using var other = From(host, "127.0.0.2");

        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.OK, (await Call(host.Client)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await host.SendAsync(HttpMethod.Post, "/async-function/echo", admin: false)).StatusCode);
        using var refused = await Call(host.Client, ("X-Forwarded-For", "192.0.2.7"));
        using var queued = await host.SendAsync(HttpMethod.Post, "/async-function/echo", new StringContent("x"), admin: false);
        using var status = await host.SendAsync(HttpMethod.Get, "/async-function/no-such-call", admin: false);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("client 127.0.0.1 calls more often than gateway.client-rate, 1 a second, allows", await refused.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("1", refused.Headers.RetryAfter!.ToString());
        Assert.Equal("gateway", refused.Headers.GetValues("X-OpenFaaS-Internal").Single());
        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests), (queued.StatusCode, status.StatusCode));
        Assert.Equal(HttpStatusCode.OK, (await Call(other)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(HttpMethod.Get, "/system/functions")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(HttpMethod.Get, "/healthz", admin: false)).StatusCode);
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_each_of_its_clients_has_its_own_rate()
    {
        await using var host = await StartAsync(settings => settings.TrustedProxies = ["127.0.0.0/8"]);

        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await Call(host.Client, ("X-Forwarded-For", "2001:db8::1"))).StatusCode);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await Call(host.Client, ("X-Forwarded-For", "2001:db8::ffff"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Call(host.Client, ("X-Forwarded-For", "2001:db8:0:1::1"))).StatusCode);
    }

    [Fact]
    public void Whoever_comes_from_however_many_addresses_takes_bounded_memory()
    {
        using var rates = new ClientRates(1, 1);
        Fill(0);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        Fill(1);
        Fill(2);

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64 << 20);

        // More networks than there are buckets, others each time.
        void Fill(byte kind)
        {
            for (var i = 0; i < 150_000; i++)
                rates.TryTake(new ClientAddress(new IPAddress([0x20, 1, 0xd, 0xb8, kind, (byte)(i >> 16), (byte)(i >> 8), (byte)i, 0, 0, 0, 0, 0, 0, 0, 1])), out _);
        }
    }

    private static async Task<GatewayHost> StartAsync(Action<GatewaySettings>? change = null)
    {
        var host = await GatewayHost.StartAsync(settings =>
        {
            (settings.ClientRate, settings.ClientBurst) = (1, 3);
            change?.Invoke(settings);
        });
        await host.FunctionAsync("echo", Sync_calls.Echo);
        return host;
    }

    private static async Task<HttpResponseMessage> Call(HttpClient client, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/function/echo");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await client.SendAsync(request, Cancel);
    }

    private static HttpClient From(GatewayHost host, string address) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = host.Address };
}
