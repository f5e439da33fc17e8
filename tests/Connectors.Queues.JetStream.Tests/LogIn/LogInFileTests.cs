using NATS.NKeys;
using Connectors.TestServers.Nats;

namespace Connectors.Queues.JetStream.Tests.LogIn;

/// <summary>Files that are not what their setting says. No server is asked: the address leads nowhere.</summary>
public sealed class LogInFileTests : IDisposable
{
    private const string Nowhere = "nats://127.0.0.1:1";
    private readonly Entrance entrance = new();

    [Theory]
    [InlineData("queue.password-file")]
    [InlineData("queue.nkey-file")]
    [InlineData("queue.creds-file")]
    [InlineData("queue.tls-ca-file")]
    [InlineData("queue.tls-cert-file")]
    public async Task A_missing_file_is_named_with_its_setting(string setting)
    {
        var path = entrance.Missing();
        await Entrance.IsClosedAsync(Nowhere, Naming(setting, path), $"The file {path} of {setting} does not exist; write it");
    }

    [Theory]
    [InlineData("queue.password-file")]
    [InlineData("queue.nkey-file")]
    [InlineData("queue.creds-file")]
    [InlineData("queue.tls-ca-file")]
    [InlineData("queue.tls-cert-file")]
    public async Task An_empty_file_is_named_with_its_setting(string setting)
    {
        var path = entrance.File("\n");
        await Entrance.IsClosedAsync(Nowhere, Naming(setting, path), $"The file {path} of {setting} is empty; write it");
    }

    [Theory]
    [InlineData("queue.password-file", "two-secret\nlines-secret", "more than one line")]
    [InlineData("queue.nkey-file", "just-a-secret", "holds no nkey seed; write a user's seed there")]
    [InlineData("queue.nkey-file", "SUAsecret", "holds no nkey seed (A NATS seed has 58 characters; this text has 9); write a user's seed there")]
    [InlineData("queue.creds-file", "just-a-secret", "holds no user's JWT; write it anew")]
    [InlineData("queue.creds-file", "-----BEGIN NATS USER JWT-----\na.b.secret\n------END NATS USER JWT------", "holds no nkey seed; write it anew")]
    [InlineData("queue.creds-file", "-----BEGIN NATS USER JWT-----\nsecret\n------END NATS USER JWT------\n-----BEGIN USER NKEY SEED-----\nsecret\n", "not three parts")]
    [InlineData("queue.creds-file", "-----BEGIN NATS USER JWT-----\na.b.secret\n------END NATS USER JWT------\n-----BEGIN USER NKEY SEED-----\nsecret\n", "holds no nkey seed (")]
    [InlineData("queue.tls-ca-file", "just-a-secret", "holds no certificate; write certificates there in PEM form")]
    [InlineData("queue.tls-ca-file", "-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----", "cannot be read; write certificates there in PEM form")]
    [InlineData("queue.tls-cert-file", "just-a-secret", "holds no certificate")]
    public async Task A_file_that_holds_something_else_is_named_and_not_quoted(string setting, string text, string fault)
    {
        var path = entrance.File(text);
        var sentence = await Entrance.IsClosedAsync(Nowhere, Naming(setting, path), $"{path} of {setting}", fault);
        Assert.DoesNotContain("secret", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_of_an_account_is_no_user_s()
    {
        using var account = KeyPair.CreatePair(PrefixByte.Account);
        var path = entrance.File(account.GetSeed());
        var sentence = await Entrance.IsClosedAsync(Nowhere, new() { NkeyFile = path }, $"The file {path} of queue.nkey-file holds a seed that is no user's; write a user's seed there");
        Assert.DoesNotContain(account.GetSeed(), sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://user:secret@127.0.0.1:4222", "Address 1")]
    [InlineData("nats://127.0.0.1:4222,nats://user:secret@127.0.0.1:port", "Address 2")]
    [InlineData(" , ", "holds no address")]
    public async Task An_address_that_is_none_is_told_without_its_password(string url, string fault)
    {
        var sentence = await Entrance.IsClosedAsync(url, new(), fault, "write queue.url (--nats) as nats://host:4222");
        Assert.DoesNotContain("secret", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_at_any_of_the_addresses_is_told_by_all_of_them_without_passwords()
    {
        var sentence = await Entrance.IsClosedAsync(
            $"nats://one:secret@127.0.0.1:1, nats://two:secret@127.0.0.1:2", new(), "No NATS server answers at nats://127.0.0.1:1,nats://127.0.0.1:2", "start it, or correct queue.url");
        Assert.DoesNotContain("secret", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_without_JetStream_is_told_so()
    {
        await using var server = await NatsServer.StartAsync("accounts { A { users: [ { user: hub, password: secret } ] } }");
        await Entrance.IsClosedAsync(server.Url, new() { User = "hub", PasswordFile = entrance.File("secret") }, "JetStream not enabled for account", "switch JetStream on");
    }

    public void Dispose() => entrance.Dispose();

    private static JetStreamQueueSettings Naming(string setting, string path) => setting switch
    {
        "queue.password-file" => new() { User = "hub", PasswordFile = path },
        "queue.nkey-file" => new() { NkeyFile = path },
        "queue.creds-file" => new() { CredsFile = path },
        "queue.tls-ca-file" => new() { TlsCaFile = path },
        _ => new() { TlsCertFile = path, TlsKeyFile = path },
    };
}
