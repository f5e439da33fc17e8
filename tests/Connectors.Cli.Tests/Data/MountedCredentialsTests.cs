using System.Runtime.Versioning;
using Connectors.Cli.Data;

namespace Connectors.Cli.Tests.Data;

[UnsupportedOSPlatform("windows")]
public sealed class MountedCredentialsTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("connectors-mounted-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void They_are_read_where_the_environment_says_without_surrounding_blanks()
    {
        Write("basic-auth-user", "ada\n");
        Write("basic-auth-password", " secret \n");
        var found = MountedCredentials.Find(Variables("true"))!;
        Assert.Equal(("ada", "secret"), (found.User, found.Password));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("false")]
    [InlineData("1")]
    public void Only_true_asks_for_them(string? basicAuth) => Assert.Null(MountedCredentials.Find(Variables(basicAuth)));

    [Fact]
    public void A_missing_or_empty_file_is_named_with_the_variable_that_asked_for_it()
    {
        Write("basic-auth-user", "ada");
        var missing = Assert.Throws<MissingSecretException>(() => MountedCredentials.Find(Variables("true")));
        Assert.Contains(Path.Combine(directory, "basic-auth-password"), missing.Message, StringComparison.Ordinal);
        Write("basic-auth-password", "\n");
        var empty = Assert.Throws<MissingSecretException>(() => MountedCredentials.Find(Variables("true")));
        Assert.Contains("empty", empty.Message, StringComparison.Ordinal);
        Assert.Contains("basic_auth", empty.Message, StringComparison.Ordinal);
    }

    private Func<string, string?> Variables(string? basicAuth) =>
        name => name == "basic_auth" ? basicAuth : name == "secret_mount_path" ? directory : null;

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(directory, name), text);
}
