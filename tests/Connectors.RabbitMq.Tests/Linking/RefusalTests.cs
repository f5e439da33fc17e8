using System.Globalization;
using Connectors.Conformance.Sources;
using Connectors.TestServers;
using Connectors.TestServers.Tls;

namespace Connectors.RabbitMq.Tests.Linking;

/// <summary>Servers that cannot be used: one line, tried again for ever, and the hub stays up.</summary>
[Collection(SharedServer.Name)]
public sealed class RefusalTests(SharedServer.Fixture shared) : RabbitMqTest(shared)
{
    [Fact]
    public async Task A_wrong_password_is_told_and_the_right_one_taken_as_soon_as_the_file_has_it()
    {
        using var files = new TempDirectory("rabbitmq-password");
        var file = files.Below("password");
        await File.WriteAllTextAsync(file, "wrong-horse\n", Cancellation);
        Configure = settings => (settings.User, settings.PasswordFile) = ("guest", file);
        var replica = await FailsAsync("it does not let us in: check rabbitmq.user and rabbitmq.password-file");

        await File.WriteAllTextAsync(file, "guest\n", Cancellation);

        await ReachesAsync("all", Orders);
        await NoFaultAsync(replica);
        Assert.DoesNotContain("wrong-horse", string.Join('\n', replica.Logged), StringComparison.Ordinal);
        Assert.Contains(replica.Logged, line => line.Contains($"The RabbitMQ server at {Server.Url} is back", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_in_the_address_is_never_shown()
    {
        Configure = settings => settings.Url = Server.Url.Replace("//", "//guest:correct-horse@", StringComparison.Ordinal);
        var replica = await FailsAsync($"the RabbitMQ server at {Server.Url} cannot be used: it does not let us in");
        Assert.DoesNotContain("correct-horse", await replica.TopicsAsync() + string.Join('\n', replica.Logged), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_host_is_named()
    {
        Configure = settings => settings.Url = "amqp://no-such-host.invalid:5672";
        await FailsAsync("the RabbitMQ server at amqp://no-such-host.invalid:5672 cannot be used: its host is unknown: check rabbitmq.url");
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_named()
    {
        var port = LoopbackPorts.Take();
        Configure = settings => settings.Url = string.Create(CultureInfo.InvariantCulture, $"amqp://127.0.0.1:{port}");
        await FailsAsync($"127.0.0.1:{port} cannot be used: nobody listens there");
    }

    [Fact]
    public async Task A_virtual_host_that_does_not_exist_is_told_by_the_path()
    {
        Configure = settings => settings.Url = Server.Url + "/no-such-host";
        await FailsAsync("it does not let us into the virtual host", "no-such-host", "check the path of rabbitmq.url");
    }

    [Fact]
    public async Task It_connects_by_TLS_to_a_server_whose_authority_a_file_names()
    {
        Configure = settings => (settings.Url, settings.TlsCaFile) = (Server.TlsUrl, Server.Authority.Path);
        var replica = await StartAsync();
        await ListenAsync("all", Orders, Orders);
        Assert.Empty(Errors(replica));
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused()
    {
        using var stranger = new CertificateAuthority();
        Configure = settings => (settings.Url, settings.TlsCaFile) = (Server.TlsUrl, stranger.Path);
        await FailsAsync("TLS fails", "check rabbitmq.tls-ca-file");
    }

    [Fact]
    public async Task So_is_one_that_only_the_system_could_vouch_for()
    {
        Configure = settings => settings.Url = Server.TlsUrl;
        await FailsAsync("TLS fails", "check rabbitmq.tls-ca-file");
    }

    [Fact]
    public async Task And_one_for_another_host()
    {
        Configure = settings => (settings.Url, settings.TlsCaFile) = (Server.TlsUrl.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), Server.Authority.Path);
        await FailsAsync("TLS fails", "the name in rabbitmq.url");
    }

    [Fact]
    public async Task A_connection_that_the_server_closes_is_followed_by_another()
    {
        var replica = await StartAsync();
        await ListenAsync("all", Orders, Orders);
        await Server.KillAsync();
        await FaultAsync(replica, $"the RabbitMQ server at {Server.Url} cannot be used");
        await Server.StartAgainAsync();
        await ReachesAsync("all", Orders);
        await NoFaultAsync(replica);
        Assert.Single(Errors(replica));
    }

    // It is tried again and again, and told once.
    private async Task<ConnectorReplica> FailsAsync(params string[] parts)
    {
        var replica = await StartAsync();
        Functions.Deploy("all", Orders);
        await FaultAsync(replica, [.. parts, "It is tried again for ever", "\"state\":\"running\""]);
        var error = Assert.Single(Errors(replica));
        Assert.DoesNotContain('\n', error.TrimEnd());
        return replica;
    }
}
