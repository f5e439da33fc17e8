using System.Globalization;
using Connectors.TestServers;

namespace Connectors.Nats.Tests.Linking;

/// <summary>Servers that cannot be used: one line, tried again for ever, and the hub stays up.</summary>
public sealed class RefusalTests : NatsTest
{
    private const string Secret = "correct-horse-battery";

    private protected override string Configuration => $"authorization {{ user: hub, password: {Secret} }}";

    [Fact]
    public async Task A_wrong_password_is_told_once_without_it_and_the_right_one_lets_it_in()
    {
        using var files = new TempDirectory("nats-refused");
        var path = files.Below("password");
        await File.WriteAllTextAsync(path, "wrong-horse", Cancellation);
        Configure = settings => (settings.User, settings.PasswordFile) = ("hub", path);
        Publishing = options => options with { AuthOpts = new() { Username = "hub", Password = "wrong-horse" } };
        var replica = await StartAsync();
        await FaultAsync(replica, "refuses the log-in", "nats.user (hub)", "nats.password-file", "tried again for ever");

        await Server.KillAsync();
        await Server.StartAgainAsync("authorization { user: hub, password: wrong-horse }");
        await ListenAsync("all", "orders", "orders");

        var error = Assert.Single(Errors(replica));
        Assert.DoesNotContain("wrong-horse", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.TrimEnd());
        await EventuallyAsync(async () => (await replica.TopicsAsync()).Contains("\"faults\":[]", StringComparison.Ordinal), () => "the fault still stands");
    }

    [Fact]
    public async Task A_host_that_nobody_knows_is_named()
    {
        Configure = settings => settings.Url = "nats://no-such-host.invalid:4222";
        var replica = await StartAsync();
        await FaultAsync(replica, "The NATS server at nats://no-such-host.invalid:4222 cannot be used: its host is unknown: check nats.url. It is tried again for ever");
        Assert.Single(Errors(replica));
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_named_and_the_password_in_the_address_is_not()
    {
        var port = LoopbackPorts.Take();
        Configure = settings => settings.Url = string.Create(CultureInfo.InvariantCulture, $"nats://hub:{Secret}@127.0.0.1:{port}");
        var replica = await StartAsync();
        await FaultAsync(replica, string.Create(CultureInfo.InvariantCulture, $"nats://127.0.0.1:{port} cannot be used: nobody listens there: start it, or check nats.url. It is tried again"));
        Assert.DoesNotContain(Secret, Assert.Single(Errors(replica)) + await replica.TopicsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_went_is_told_as_one_where_nobody_listens()
    {
        Configure = settings => settings.Url = settings.Url!.Replace("//", $"//hub:{Secret}@", StringComparison.Ordinal);
        Publishing = options => options with { AuthOpts = new() { Username = "hub", Password = Secret } };
        var replica = await StartAsync();
        await ListenAsync("all", "orders", "orders");
        await Server.KillAsync();
        await FaultAsync(replica, "cannot be used: nobody listens there: start it, or check nats.url");
        Assert.Single(Errors(replica));
    }

    [Fact]
    public void Addresses_and_files_that_cannot_be_used_are_named_before_anybody_is_asked()
    {
        Assert.Contains("Address 2 of nats.url", Assert.Single(NatsRegistration.Faults(new NatsSettings { Url = "nats://a:1,http://b" })), StringComparison.Ordinal);
        var missing = Assert.Single(NatsRegistration.Faults(new NatsSettings { Url = "nats://a:1", CredsFile = "/nowhere/at-all" }));
        Assert.Equal("The file /nowhere/at-all of nats.creds-file does not exist; write it, or correct the path.", missing);
        Assert.Contains("set one", Assert.Single(new NatsSettings { NkeyFile = "a", CredsFile = "b" }.Faults()), StringComparison.Ordinal);
    }
}
