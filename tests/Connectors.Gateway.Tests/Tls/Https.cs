using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Connectors.Gateway.Tests.Fixtures;
using Connectors.Gateway.Tls;
using Connectors.Sdk.Apart;
using Connectors.TestServers;
using Connectors.TestServers.Tls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Gateway.Tests.Tls;

public sealed class Https : IDisposable
{
    private readonly CertificateAuthority authority = new();
    private readonly TempDirectory directory = new("https");
    private readonly X509Certificate2Collection trusted = [];

    public Https() => trusted.ImportFromPemFile(authority.Path);

    private string Certificate => directory.Below("gateway.pem");

    private string Key => directory.Below("gateway.key");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        authority.Dispose();
        directory.Dispose();
        foreach (var one in trusted)
            one.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Both_versions_of_HTTP_are_spoken(int version)
    {
        await using var host = await StartAsync();
        await host.FunctionAsync("echo", context => context.Response.WriteAsync("heard"));
        using var client = Client(host);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/function/echo") { Version = new Version(version, version == 1 ? 1 : 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await client.SendAsync(request, Cancel);
        Assert.Equal("heard", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.StartsWith("https:", host.Address.ToString());
    }

    [Fact]
    public async Task gRPC_needs_no_address_of_its_own()
    {
        await using var host = await StartAsync();
        await host.FunctionAsync("greeter", async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, Cancel);
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 0 }, Cancel);
            context.Response.AppendTrailer("grpc-status", "0");
        }, HttpProtocols.Http2);
        using var client = Client(host);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pkg.Greeter/Greet")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, 0]) { Headers = { ContentType = new("application/grpc") } },
            Headers = { { "x-function", "greeter" } },
        };
        using var answer = await client.SendAsync(request, Cancel);
        await answer.Content.ReadAsByteArrayAsync(Cancel);
        Assert.Equal("0", answer.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Web_sockets_pass_over_either(int version)
    {
        await using var host = await StartAsync();
        await host.FunctionAsync("chat", EchoSocket.RunAsync);
        using var client = Client(host);
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = new Version(version, version == 1 ? 1 : 0);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await socket.ConnectAsync(new Uri($"wss://{host.Address.Authority}/function/chat"), client, Cancel);
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Cancel);
        var buffer = new byte[100];
        var got = await socket.ReceiveAsync(buffer, Cancel);
        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, got.Count));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "enough", Cancel);
    }

    [Fact]
    public async Task A_renewed_certificate_is_given_to_new_connections_and_a_broken_one_is_not()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await StartAsync(services => services.AddSingleton<TimeProvider>(time));
        Assert.Equal("CN=first", await SubjectAsync(host));

        Put(authority.Issue("second", IPAddress.Loopback));
        while (await SubjectAsync(host) != "CN=second")
            time.Advance(TlsWatch.Interval);

        File.WriteAllText(Key, "no key");
        using var operators = new HttpClient();
        string health;
        while ((health = await operators.GetStringAsync(new Uri(host.MetricsAddress, "healthz"), Cancel)) == "OK")
            time.Advance(TlsWatch.Interval);
        Assert.Contains(Key, health);
        Assert.Equal("CN=second", await SubjectAsync(host));

        Put(authority.Issue("third", IPAddress.Loopback));
        while (await SubjectAsync(host) != "CN=third")
            time.Advance(TlsWatch.Interval);
        Assert.Equal("OK", await operators.GetStringAsync(new Uri(host.MetricsAddress, "healthz"), Cancel));
    }

    [Fact]
    public async Task A_worker_apart_reaches_it_by_an_authority_of_ones_own_alone()
    {
        await using var host = await StartAsync();
        await host.FunctionAsync("echo", context => context.Response.WriteAsync("heard"));
        Assert.Equal(Core.Invocations.InvokerVerdict.Answered, await VerdictAsync(host, trusted));
        Assert.Equal(Core.Invocations.InvokerVerdict.Unreachable, await VerdictAsync(host, null));
    }

    [Fact]
    public void What_is_wrong_with_the_files_is_told_by_name()
    {
        var good = authority.Issue("good", IPAddress.Loopback);
        var other = authority.Issue("other", IPAddress.Loopback);
        var empty = directory.Below("empty");
        File.WriteAllText(empty, "");
        Assert.Empty(Faults(good.Certificate, good.Key));
        Assert.StartsWith($"gateway.tls-certificate {directory.Below("absent")} cannot be read", Assert.Single(Faults(directory.Below("absent"), good.Key)));
        Assert.StartsWith($"gateway.tls-key {directory.Below("absent")} cannot be read", Assert.Single(Faults(good.Certificate, directory.Below("absent"))));
        Assert.Contains($"{empty} holds no certificate", Assert.Single(Faults(empty, good.Key)));
        Assert.StartsWith($"gateway.tls-key {other.Key} holds no key of the certificate in {good.Certificate}", Assert.Single(Faults(good.Certificate, other.Key)));
        Assert.Contains("go together", Assert.Single(new GatewaySettings { TlsKey = "x" }.Faults()));
        Assert.Contains("gateway.tls-key is missing", Assert.Single(new GatewaySettings { TlsCertificate = "x" }.Faults()));

        static IEnumerable<string> Faults(string certificate, string key) => GatewayRegistration.FileFaults(new GatewaySettings { TlsCertificate = certificate, TlsKey = key });
    }

    private Task<GatewayHost> StartAsync(Action<IServiceCollection>? services = null)
    {
        Put(authority.Issue("first", IPAddress.Loopback));
        return GatewayHost.StartAsync(settings => (settings.TlsCertificate, settings.TlsKey) = (Certificate, Key), services: services);
    }

    private void Put(CertificateFiles files)
    {
        File.Copy(files.Certificate, Certificate, overwrite: true);
        File.Copy(files.Key, Key, overwrite: true);
    }

    private HttpClient Client(GatewayHost host, X509Certificate2Collection? authorities = null) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        SslOptions = { CertificateChainPolicy = GatewayAccess.ChainPolicy(authorities ?? trusted) },
    })
    { BaseAddress = host.Address };

    private async Task<string> SubjectAsync(GatewayHost host)
    {
        using var connection = new System.Net.Sockets.TcpClient();
        await connection.ConnectAsync(host.Address.Host, host.Address.Port, Cancel);
        await using var tls = new SslStream(connection.GetStream(), leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", CertificateChainPolicy = GatewayAccess.ChainPolicy(trusted) }, Cancel);
        return tls.RemoteCertificate!.Subject;
    }

    private async Task<Core.Invocations.InvokerVerdict> VerdictAsync(GatewayHost host, X509Certificate2Collection? authorities)
    {
        using var client = Client(host);
        var services = new ServiceCollection().AddLogging();
        services.AddGatewayFunctions(new GatewayAccess(client, GatewayHost.Admin) { Authorities = authorities }, TimeSpan.FromSeconds(3));
        await using var worker = services.BuildServiceProvider();
        using var reply = await worker.GetRequiredService<Core.Invocations.IInvoker>().InvokeAsync(
            new() { Function = new Core.Functions.FunctionName("echo", "openfaas-fn"), Method = "POST" }, Cancel);
        if (authorities is null)
            Assert.Contains("certificate", reply.Error);
        return reply.Verdict;
    }
}
