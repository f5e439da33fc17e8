using Connectors.TestServers.Nats;
using NATS.NKeys;

namespace Connectors.Queues.JetStream.Tests.LogIn;

/// <summary>Each way to log in, by the queue's own settings, to a real server that asks for it; and what a wrong one is told.</summary>
public sealed class LogInTests : IDisposable
{
    private const string Secret = "correct-horse-battery";
    private const string ByPassword = $"authorization {{ user: hub, password: {Secret} }}";

    private readonly Entrance entrance = new();

    [Fact]
    public async Task A_password_file_opens_the_queue()
    {
        await using var server = await NatsServer.StartAsync(ByPassword);
        await Entrance.IsOpenAsync(server.Url, new() { User = "hub", PasswordFile = entrance.File(Secret + "\n") });
    }

    [Fact]
    public async Task A_password_in_the_address_opens_the_queue_and_is_shown_nowhere()
    {
        await using var server = await NatsServer.StartAsync(ByPassword);
        await Entrance.IsOpenAsync(With(server, $"hub:{Secret}"), new());
        var sentence = await Entrance.IsClosedAsync(With(server, $"club:{Secret}"), new(), "refuses the log-in", "queue.url");
        Assert.DoesNotContain(Secret, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_told_by_user_and_file()
    {
        await using var server = await NatsServer.StartAsync(ByPassword);
        var wrong = entrance.File("another-secret");
        var sentence = await Entrance.IsClosedAsync(server.Url, new() { User = "hub", PasswordFile = wrong }, "refuses the log-in", "queue.user (hub)", $"queue.password-file ({wrong})");
        Assert.DoesNotContain("another-secret", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_log_in_at_all_is_told_the_three_ways()
    {
        await using var server = await NatsServer.StartAsync(ByPassword);
        await Entrance.IsClosedAsync(server.Url, new(), "refuses the log-in", "queue.user", "queue.password-file", "queue.nkey-file", "queue.creds-file");
    }

    // As `nk -gen user` writes it, and as it is with the public key behind it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_nkey_file_opens_the_queue(bool withPublicKey)
    {
        using var user = KeyPair.CreatePair(PrefixByte.User);
        await using var server = await NatsServer.StartAsync(ByNkey(user));
        var text = user.GetSeed() + "\n" + (withPublicKey ? user.GetPublicKey() + "\n" : "");
        await Entrance.IsOpenAsync(server.Url, new() { NkeyFile = entrance.File(text) });
    }

    [Fact]
    public async Task A_stranger_s_nkey_is_told_by_its_file()
    {
        using var user = KeyPair.CreatePair(PrefixByte.User);
        using var stranger = KeyPair.CreatePair(PrefixByte.User);
        await using var server = await NatsServer.StartAsync(ByNkey(user));
        var wrong = entrance.File(stranger.GetSeed());
        var sentence = await Entrance.IsClosedAsync(server.Url, new() { NkeyFile = wrong }, "refuses the log-in", $"queue.nkey-file ({wrong})");
        Assert.DoesNotContain(stranger.GetSeed(), sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_creds_file_opens_the_queue()
    {
        using var trusted = new NatsOperator();
        await using var server = await NatsServer.StartAsync(trusted.Configuration);
        await Entrance.IsOpenAsync(server.Url, new() { CredsFile = entrance.File(trusted.NewCreds()) });
    }

    [Fact]
    public async Task Creds_of_another_operator_are_told_by_their_file()
    {
        using var trusted = new NatsOperator();
        using var foreign = new NatsOperator();
        await using var server = await NatsServer.StartAsync(trusted.Configuration);
        var wrong = entrance.File(foreign.NewCreds());
        await Entrance.IsClosedAsync(server.Url, new() { CredsFile = wrong }, "refuses the log-in", $"queue.creds-file ({wrong})");
        var mixed = entrance.File(trusted.NewCredsWithAnothersSeed());
        await Entrance.IsClosedAsync(server.Url, new() { CredsFile = mixed }, "refuses the log-in", $"queue.creds-file ({mixed})");
    }

    [Fact]
    public async Task A_server_that_refuses_for_a_while_gets_the_queue_back_by_itself()
    {
        await using var rig = await Rig.StartAsync(ByPassword, new() { User = "hub", PasswordFile = entrance.File(Secret) });
        var store = await rig.OpenAsync();
        var refusals = 0;
        store.Link.Connection.ReconnectFailed += (_, _) =>
        {
            Interlocked.Increment(ref refusals);
            return ValueTask.CompletedTask;
        };
        await rig.Server.KillAsync();
        await rig.Server.StartAgainAsync("authorization { user: hub, password: changed-too-early }");
        var before = Volatile.Read(ref refusals);
        await Rig.EventuallyAsync(() => Task.FromResult(Volatile.Read(ref refusals) >= before + 3));
        await rig.Server.KillAsync();
        await rig.Server.StartAgainAsync(ByPassword);
        await Rig.EventuallyAsync(() => Task.FromResult(store.Link.IsOpen));
        await Rig.EnqueueAsync(store);
        Assert.True(await Rig.CompleteAsync(await Rig.LeaseOneAsync(store)));
    }

    public void Dispose() => entrance.Dispose();

    private static string ByNkey(KeyPair user) => $"authorization {{ users = [ {{ nkey: {user.GetPublicKey()} }} ] }}";

    private static string With(NatsServer server, string user) => server.Url.Replace("://", $"://{user}@", StringComparison.Ordinal);
}
