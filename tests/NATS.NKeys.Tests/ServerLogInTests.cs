using Connectors.TestServers;
using Connectors.TestServers.Nats;
using NATS.Client.Core;

namespace NATS.NKeys.Tests;

/// <summary>A real server is the judge.</summary>
public sealed class ServerLogInTests : IDisposable
{
    private readonly TempDirectory files = new("nkeys");

    [Fact]
    public async Task An_nkey_opens_its_server_and_another_does_not()
    {
        using var user = KeyPair.CreatePair(PrefixByte.User);
        using var stranger = KeyPair.CreatePair(PrefixByte.User);
        await using var server = await NatsServer.StartAsync($"authorization {{ users = [ {{ nkey: {user.GetPublicKey()} }} ] }}");

        await IsLetInAsync(server, Own(user));
        await IsRefusedAsync(server, Own(stranger));
        await IsRefusedAsync(server, new NatsAuthOpts { NKey = user.GetPublicKey(), Seed = stranger.GetSeed() });
        await IsRefusedAsync(server, NatsAuthOpts.Default);
    }

    [Fact]
    public async Task An_nkey_file_opens_its_server()
    {
        using var user = KeyPair.CreatePair(PrefixByte.User);
        await using var server = await NatsServer.StartAsync($"authorization {{ users = [ {{ nkey: {user.GetPublicKey()} }} ] }}");
        await IsLetInAsync(server, new NatsAuthOpts { NKeyFile = Written($"{user.GetSeed()}\n{user.GetPublicKey()}\n") });
    }

    [Fact]
    public async Task Credentials_of_the_operator_s_account_open_its_server_and_others_do_not()
    {
        using var trusted = new NatsOperator();
        using var foreign = new NatsOperator();
        using var unknown = KeyPair.CreatePair(PrefixByte.Account);
        await using var server = await NatsServer.StartAsync(trusted.Configuration);

        await IsLetInAsync(server, new NatsAuthOpts { CredsFile = Written(trusted.NewCreds()) });
        await IsRefusedAsync(server, new NatsAuthOpts { CredsFile = Written(foreign.NewCreds()) });
        await IsRefusedAsync(server, new NatsAuthOpts { CredsFile = Written(trusted.NewCreds(signedBy: unknown)) });
        await IsRefusedAsync(server, new NatsAuthOpts { CredsFile = Written(trusted.NewCredsWithAnothersSeed()) });
    }

    [Fact]
    public async Task A_password_opens_its_server_and_another_does_not()
    {
        await using var server = await NatsServer.StartAsync("authorization { user: hub, password: right }");
        await IsLetInAsync(server, new NatsAuthOpts { Username = "hub", Password = "right" });
        await IsRefusedAsync(server, new NatsAuthOpts { Username = "hub", Password = "wrong" });
        await IsRefusedAsync(server, new NatsAuthOpts { Username = "club", Password = "right" });
    }

    public void Dispose() => files.Dispose();

    private static NatsAuthOpts Own(KeyPair pair) => new() { NKey = pair.GetPublicKey(), Seed = pair.GetSeed() };

    private static async Task IsLetInAsync(NatsServer server, NatsAuthOpts logIn)
    {
        await using var connection = Connection(server, logIn);
        await connection.ConnectAsync();
        await connection.PingAsync();
    }

    private static async Task IsRefusedAsync(NatsServer server, NatsAuthOpts logIn)
    {
        await using var connection = Connection(server, logIn);
        var refused = await Assert.ThrowsAsync<NatsException>(async () => await connection.ConnectAsync());
        Assert.Contains("authorization violation", refused.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static NatsConnection Connection(NatsServer server, NatsAuthOpts logIn) => new(NatsOpts.Default with { Url = server.Url, AuthOpts = logIn });

    private string Written(string text)
    {
        var path = files.Below(Guid.NewGuid().ToString("N"));
        File.WriteAllText(path, text);
        return path;
    }
}
