using Connectors.TestServers;
using Connectors.TestServers.Nats;
using NATS.NKeys;

namespace Connectors.Nats.Tests.Linking;

/// <summary>Each way to log in, to real servers that ask for it.</summary>
public abstract class LogInTests : NatsTest, IDisposable
{
    private readonly TempDirectory files = new("nats-login");

    [Fact]
    public async Task It_logs_in_and_gets_what_is_published()
    {
        var replica = await StartAsync();
        await ListenAsync("all", "orders.>", "orders.new");
        await PublishAsync("orders.new", "one");
        await GivenAllAsync("all", ["one"]);
        Assert.Empty(Errors(replica));
    }

    public void Dispose()
    {
        files.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected string File(string text)
    {
        var path = files.Below(Guid.NewGuid().ToString("N"));
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}

public sealed class PasswordFile : LogInTests
{
    private const string Secret = "correct-horse-battery";

    public PasswordFile()
    {
        Configure = settings => (settings.User, settings.PasswordFile) = ("hub", File(Secret + "\n"));
        Publishing = options => options with { AuthOpts = new() { Username = "hub", Password = Secret } };
    }

    private protected override string Configuration => $"authorization {{ user: hub, password: {Secret} }}";
}

public sealed class NkeyFile : LogInTests
{
    private readonly KeyPair user = KeyPair.CreatePair(PrefixByte.User);

    public NkeyFile()
    {
        Configure = settings => settings.NkeyFile = File(user.GetSeed());
        Publishing = options => options with { AuthOpts = new() { NKey = user.GetPublicKey(), Seed = user.GetSeed() } };
    }

    private protected override string Configuration => $"authorization {{ users = [ {{ nkey: {user.GetPublicKey()} }} ] }}";
}

public sealed class CredsFile : LogInTests
{
    private readonly NatsOperator trusted = new();

    public CredsFile()
    {
        Configure = settings => settings.CredsFile = File(trusted.NewCreds());
        Publishing = options => options with { AuthOpts = new() { CredsFile = File(trusted.NewCreds()) } };
    }

    private protected override string Configuration => trusted.Configuration;
}
