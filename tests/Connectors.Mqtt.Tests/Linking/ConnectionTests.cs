using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Connectors.TestServers;
using Connectors.TestServers.Mqtt;
using Connectors.TestServers.Tls;

namespace Connectors.Mqtt.Tests.Linking;

public sealed class ConnectionTests : MqttTest
{
    [Theory]
    [InlineData("5")]
    [InlineData("3.1.1")]
    public async Task It_connects_by_TLS_to_a_server_whose_authority_a_file_names(string protocol)
    {
        Configure = settings => (settings.Url, settings.TlsCaFile, settings.Protocol) = (Server.TlsUrl, Server.Authority.Path, protocol);
        await StartAsync();
        await ListenAsync("all", "test/a", "test/a");
    }

    [Theory]
    [InlineData("5")]
    [InlineData("3.1.1")]
    public async Task It_connects_by_WebSocket(string protocol)
    {
        Configure = settings => (settings.Url, settings.Protocol) = (Server.WebSocketUrl, protocol);
        await StartAsync();
        await ListenAsync("all", "test/a", "test/a");

        // Debian's mosquitto gets stuck over WebSockets with much more, whatever the client.
        await PublishAsync("test/a", new string('x', 200_000));

        await GivenAsync("all", 1);
        Assert.Equal(200_000, Given("all")[0].Body.Length);
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused_and_the_reason_told_once()
    {
        using var stranger = new CertificateAuthority();
        Configure = settings => (settings.Url, settings.TlsCaFile) = (Server.TlsUrl, stranger.Path);
        await FailsAsync("TLS fails");
    }

    [Fact]
    public async Task So_is_one_for_another_host()
    {
        Configure = settings => (settings.Url, settings.TlsCaFile) = (Server.TlsUrl.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), Server.Authority.Path);
        await FailsAsync("TLS fails");
    }

    [Fact]
    public async Task And_one_that_only_the_system_could_vouch_for()
    {
        Configure = settings => settings.Url = Server.TlsUrl;
        await FailsAsync("TLS fails");
    }

    [Fact]
    public async Task An_unknown_host_is_named()
    {
        Configure = settings => settings.Url = "mqtt://no-such-host.invalid:1883";
        await FailsAsync("the MQTT server at mqtt://no-such-host.invalid:1883 cannot be used: its host is unknown: check mqtt.url");
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_named()
    {
        var port = LoopbackPorts.Take();
        Configure = settings => settings.Url = string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{port}");
        await FailsAsync($"127.0.0.1:{port} cannot be used: nobody listens there");
    }

    [Fact]
    public async Task A_server_that_speaks_3_1_1_only_says_which_setting_to_change()
    {
        using var old = new TcpListener(IPAddress.Loopback, 0);
        old.Start();
        var serving = RefuseVersionAsync(old);
        Configure = settings => settings.Url = $"mqtt://{old.LocalEndpoint}";
        await FailsAsync("it speaks no MQTT 5: set mqtt.protocol to 3.1.1");
        old.Stop();
        await serving;
    }

    [Fact]
    public async Task Two_with_one_client_id_are_told_of_each_other()
    {
        Configure = settings => settings.ClientId = "same";
        var first = await StartAsync();
        Functions.Deploy("all", "test/a");
        await EventuallyAsync(() => Task.FromResult(Server.Said.Contains("as same", StringComparison.Ordinal)), () => "the first does not connect");
        var second = await StartAsync(replica: 1);

        await EventuallyAsync(
            () => Task.FromResult(first.Logged.Concat(second.Logged).Any(line => line.Contains("give every replica an mqtt.client-id of its own", StringComparison.Ordinal))),
            () => "nobody tells");
    }

    private async Task FailsAsync(string sentence)
    {
        var replica = await StartAsync();
        Functions.Deploy("all", "test/a");
        await FaultAsync(replica, sentence);
        // It is tried again and again, and told once.
        var topics = await replica.TopicsAsync();
        Assert.Contains("It is tried again for ever", topics, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"running\"", topics, StringComparison.Ordinal);
        Assert.Equal(1, Errors(replica));
    }

    // As servers of before MQTT 5 answer: a CONNACK of two bytes, "unacceptable protocol version".
    private static async Task RefuseVersionAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(Cancellation);
                var read = await client.GetStream().ReadAsync(new byte[1024], Cancellation);
                if (read > 0)
                    await client.GetStream().WriteAsync(new byte[] { 0x20, 2, 0, 1 }, Cancellation);
            }
        }
        catch (SocketException)
        {
            // The listener was stopped.
        }
    }
}

public sealed class LogInTests : MqttTest
{
    private readonly TempDirectory directory = new("mqtt");

    private protected override MosquittoOptions Options => new() { User = "hub", Password = "geheim ß" };

    [Theory]
    [InlineData("5")]
    [InlineData("3.1.1")]
    public async Task A_wrong_password_is_told_and_the_right_one_taken_as_soon_as_the_file_has_it(string protocol)
    {
        using var removed = directory;
        var file = directory.Below("password");
        await File.WriteAllTextAsync(file, "wrong\n", Cancellation);
        Configure = settings => (settings.Protocol, settings.User, settings.PasswordFile) = (protocol, "hub", file);
        var replica = await StartAsync();
        Functions.Deploy("all", "test/a");
        await FaultAsync(replica, "check mqtt.user and mqtt.password-file");
        Assert.Equal(1, Errors(replica));

        await File.WriteAllTextAsync(file, "geheim ß\n", Cancellation);

        await EventuallyAsync(() => Task.FromResult(replica.Logged.Any(line => line.Contains("Listening to test/a", StringComparison.Ordinal))), () => "it does not log in");
        await MosquittoPublisher.PublishAsync(Server.Port, "x"u8.ToArray(), "-t", "test/a", "-q", "1", "-u", "hub", "-P", "geheim ß");
        await GivenAllAsync("all", ["x"]);
        Assert.DoesNotContain("geheim", string.Join('\n', replica.Logged), StringComparison.Ordinal);
    }
}

public sealed class ClientCertificateTests : MqttTest
{
    private protected override MosquittoOptions Options => new() { RequiresCertificate = true };

    [Fact]
    public async Task It_shows_its_certificate()
    {
        var own = Server.Authority.Issue("hub");
        Configure = settings =>
            (settings.Url, settings.TlsCaFile, settings.TlsCertFile, settings.TlsKeyFile) = (Server.TlsUrl, Server.Authority.Path, own.Certificate, own.Key);
        await StartAsync();
        await ListenAsync("all", "test/a", "test/a");
    }

    [Fact]
    public async Task Without_one_it_is_refused_and_says_so()
    {
        Configure = settings => (settings.Url, settings.TlsCaFile) = (Server.TlsUrl, Server.Authority.Path);
        var replica = await StartAsync();
        Functions.Deploy("all", "test/a");
        await FaultAsync(replica, $"the MQTT server at {Server.TlsUrl} cannot be used");
        Assert.Equal(1, Errors(replica));
    }
}
