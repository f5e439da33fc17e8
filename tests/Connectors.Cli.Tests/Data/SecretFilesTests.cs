using Connectors.Cli.Data;

namespace Connectors.Cli.Tests.Data;

public sealed class SecretFilesTests : IDisposable
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TemporaryFolder folder = new();
    private readonly SecretFiles secrets;

    public SecretFilesTests() => secrets = new SecretFiles(Path.Combine(folder.Path, "secrets"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Credentials_are_made_once_for_their_owner_alone()
    {
        var first = Credentials.Of(secrets);
        Assert.Equal("admin", first.User);
        Assert.Matches("^[A-Za-z2-9]{40}$", first.Password);
        Assert.Equal(first, Credentials.Of(secrets));
        Assert.Equal(OwnerFile, File.GetUnixFileMode(first.PasswordFile));
        Assert.Equal(OwnerFile | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(first.PasswordFile)!));
        Assert.Equal(["basic-auth-password", "basic-auth-user"], Directory.GetFiles(Path.Combine(folder.Path, "secrets")).Select(Path.GetFileName).Order());
        Assert.DoesNotContain(first.Password, first.ToString());
    }

    [Fact]
    public void Webhook_secrets_are_made_once_and_differ()
    {
        var first = WebhookSecrets.Of(secrets);
        Assert.Equal(first, WebhookSecrets.Of(secrets));
        Assert.NotEqual(first.GitHub, first.Ifttt);
        Assert.Equal(first.GitHub, File.ReadAllText(secrets.PathOf("github")).Trim());
        Assert.DoesNotContain(first.GitHub, first.ToString());
    }

    [Fact]
    public void What_the_user_wrote_is_kept_and_trimmed()
    {
        folder.Write("secrets/basic-auth-user", "eve\n");
        folder.Write("secrets/basic-auth-password", "  pass word \n");
        var credentials = Credentials.Of(secrets);
        Assert.Equal(("eve", "pass word"), (credentials.User, credentials.Password));
    }

    [Fact]
    public void An_open_directory_is_closed()
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "secrets"), (UnixFileMode)0x1FF);
        secrets.GetOrGenerate("x");
        Assert.Equal(OwnerFile | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(folder.Path, "secrets")));
    }

    [Fact]
    public void An_empty_secret_is_refused_by_name()
    {
        var file = folder.Write("secrets/github", "\n");
        Assert.StartsWith($"{file} is empty", Assert.Throws<MissingSecretException>(() => secrets.GetOrGenerate("github")).Message);
    }

    [Fact]
    public void A_secret_that_is_a_directory_is_refused_by_name()
    {
        Directory.CreateDirectory(secrets.PathOf("github"));
        Assert.Contains(secrets.PathOf("github"), Assert.Throws<DataDirectoryException>(() => secrets.GetOrGenerate("github")).Message);
    }
}
