using System.Net;
using Connectors.TestServers.Tls;

namespace Connectors.Nats.Tests.Linking;

/// <summary>A server with a certificate that asks clients for theirs.</summary>
public sealed class CertificateTests : NatsTest, IDisposable
{
    private readonly CertificateAuthority authority = new();
    private readonly CertificateAuthority stranger = new();
    private readonly CertificateFiles server;
    private readonly CertificateFiles hub;

    public CertificateTests()
    {
        server = authority.Issue("localhost", IPAddress.Loopback);
        hub = authority.Issue("hub");
        Publishing = options => options with { TlsOpts = new() { CaFile = authority.Path, CertFile = hub.Certificate, KeyFile = hub.Key } };
    }

    private protected override string Configuration =>
        $$"""tls { cert_file: "{{server.Certificate}}", key_file: "{{server.Key}}", ca_file: "{{authority.Path}}", verify: true }""";

    [Fact]
    public async Task A_client_s_certificate_opens_it()
    {
        Configure = settings => (settings.TlsCaFile, settings.TlsCertFile, settings.TlsKeyFile) = (authority.Path, hub.Certificate, hub.Key);
        var replica = await StartAsync();
        await ListenAsync("all", "orders.*", "orders.new");
        Assert.Empty(Errors(replica));
    }

    [Fact]
    public async Task An_authority_that_is_not_trusted_is_told_by_its_file_and_the_hub_stays_up()
    {
        Configure = settings => (settings.TlsCaFile, settings.TlsCertFile, settings.TlsKeyFile) = (stranger.Path, hub.Certificate, hub.Key);
        var replica = await StartAsync();
        await FaultAsync(replica, "certificate that is not accepted", "check that nats.tls-ca-file", "tried again for ever");
        Assert.Contains("certificate that is not accepted", Assert.Single(Errors(replica)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_without_a_certificate_is_told_the_settings()
    {
        Configure = settings => settings.TlsCaFile = authority.Path;
        var replica = await StartAsync();
        await FaultAsync(replica, "wants a client", "nats.tls-cert-file", "nats.tls-key-file");
    }

    public void Dispose()
    {
        authority.Dispose();
        stranger.Dispose();
        GC.SuppressFinalize(this);
    }
}
