using System.Net;
using Connectors.TestServers.Nats;
using Connectors.TestServers.Tls;

namespace Connectors.Queues.JetStream.Tests.LogIn;

/// <summary>Servers with certificates, and such as ask for the queue's.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly CertificateAuthority authority = new();
    private readonly CertificateAuthority stranger = new();
    private readonly CertificateFiles server;

    public TlsTests() => server = authority.Issue("localhost", IPAddress.Loopback);

    [Theory]
    [InlineData("nats")]
    [InlineData("tls")]
    public async Task The_authority_of_the_server_s_certificate_opens_the_queue(string scheme)
    {
        await using var nats = await NatsServer.StartAsync(Tls(server));
        await Entrance.IsOpenAsync(nats.Url.Replace("nats", scheme, StringComparison.Ordinal), new() { TlsCaFile = authority.Path });
    }

    [Fact]
    public async Task Another_authority_is_told_by_its_file()
    {
        await using var nats = await NatsServer.StartAsync(Tls(server));
        await Entrance.IsClosedAsync(nats.Url, new() { TlsCaFile = stranger.Path }, "certificate that is not accepted", $"check that queue.tls-ca-file ({stranger.Path})");
    }

    [Theory]
    [InlineData("nats")]
    [InlineData("tls")]
    public async Task A_certificate_that_the_system_does_not_trust_is_told_the_setting(string scheme)
    {
        await using var nats = await NatsServer.StartAsync(Tls(server));
        await Entrance.IsClosedAsync(
            nats.Url.Replace("nats", scheme, StringComparison.Ordinal), new(), "certificate that is not accepted", "name the authority that signed it in queue.tls-ca-file");
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_not_accepted()
    {
        await using var nats = await NatsServer.StartAsync(Tls(authority.Issue("elsewhere.example")));
        await Entrance.IsClosedAsync(nats.Url, new() { TlsCaFile = authority.Path }, "certificate that is not accepted", "write the host in queue.url as the certificate names it");
    }

    [Fact]
    public async Task A_server_without_TLS_is_told_to_get_a_certificate()
    {
        await using var nats = await NatsServer.StartAsync();
        await Entrance.IsClosedAsync(nats.Url, new() { TlsCaFile = authority.Path }, "has no TLS", "give the server a certificate");
        await Entrance.IsClosedAsync(nats.Url.Replace("nats", "tls", StringComparison.Ordinal), new(), "has no TLS", "or write nats://");
    }

    [Fact]
    public async Task A_client_s_certificate_opens_a_server_that_asks_for_one()
    {
        await using var nats = await NatsServer.StartAsync(Verifying(authority));
        await Entrance.IsOpenAsync(nats.Url, With(authority.Issue("hub")));
    }

    [Fact]
    public async Task A_client_without_certificate_or_with_a_stranger_s_is_told_the_settings()
    {
        await using var nats = await NatsServer.StartAsync(Verifying(authority));
        await Entrance.IsClosedAsync(nats.Url, new() { TlsCaFile = authority.Path }, "wants a client's certificate and was shown none", "queue.tls-cert-file", "queue.tls-key-file");
        var wrong = stranger.Issue("hub");
        await Entrance.IsClosedAsync(nats.Url, With(wrong), $"wants a client's certificate and does not accept {wrong.Certificate}", "queue.tls-cert-file");
    }

    [Fact]
    public async Task A_key_of_another_certificate_is_told_by_both_files_before_anybody_is_asked()
    {
        var (one, other) = (authority.Issue("one"), authority.Issue("other"));
        var sentence = await Entrance.IsClosedAsync(
            "nats://127.0.0.1:1", With(one with { Key = other.Key }), $"The file {other.Key} of queue.tls-key-file holds no key of the certificate in {one.Certificate}", "write the unencrypted PEM key");
        Assert.DoesNotContain(File.ReadLines(other.Key).ElementAt(1), sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_renewed_on_disk_counts_from_the_next_connection_on()
    {
        await using var nats = await NatsServer.StartAsync(Verifying(authority));
        var mine = authority.Issue("hub");
        await using var queue = await Entrance.OpenAsync(nats.Url, With(mine));
        var renewed = stranger.Issue("hub");
        File.Copy(renewed.Certificate, mine.Certificate, overwrite: true);
        File.Copy(renewed.Key, mine.Key, overwrite: true);
        await nats.KillAsync();
        await nats.StartAgainAsync(Verifying(stranger));
        await Rig.EventuallyAsync(() => Task.FromResult(queue.Store.Link.IsOpen));
        await Rig.EnqueueAsync(queue.Store);
        Assert.True(await Rig.CompleteAsync(await Rig.LeaseOneAsync(queue.Store)));
    }

    public void Dispose()
    {
        authority.Dispose();
        stranger.Dispose();
    }

    private string Verifying(CertificateAuthority clients) =>
        $$"""tls { cert_file: "{{server.Certificate}}", key_file: "{{server.Key}}", ca_file: "{{clients.Path}}", verify: true }""";

    private static string Tls(CertificateFiles files) => $$"""tls { cert_file: "{{files.Certificate}}", key_file: "{{files.Key}}" }""";

    private JetStreamQueueSettings With(CertificateFiles files) => new() { TlsCaFile = authority.Path, TlsCertFile = files.Certificate, TlsKeyFile = files.Key };
}
