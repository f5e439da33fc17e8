using Connectors.Providers.Faasd.Registries;
using Connectors.Providers.Faasd.Registries.Access;
using Connectors.TestServers;

namespace Connectors.Providers.Faasd.Tests.Registries;

public sealed class DockerConfigTests : IDisposable
{
    private readonly TempDirectory directory = new("docker");

    [Theory]
    [InlineData("""{"auths":{"ghcr.io":{"auth":"bWU6b3BlbjpzZXNhbWU="}}}""", "ghcr.io", "me", "open:sesame")]
    [InlineData("""{"auths":{"https://index.docker.io/v1/":{"auth":"bWU6b3Blbg=="}}}""", "docker.io", "me", "open")]
    [InlineData("""{"auths":{"https://ghcr.io/v2/":{"username":"me","password":"open"}}}""", "ghcr.io", "me", "open")]
    [InlineData("""{"auths":{"localhost:5000":{"username":"me","password":"open"}}, "more": 1}""", "localhost:5000", "me", "open")]
    public void Credentials_are_found_by_host(string content, string registry, string user, string password)
    {
        var found = Config(content).Find(registry);
        Assert.Equal((user, password), (found!.User, found.Password));
    }

    [Theory]
    [InlineData("""{"auths":{"ghcr.io":{"auth":"bWU6b3Blbg=="}}}""", "evil.ghcr.io")]
    [InlineData("""{"auths":{"ghcr.io":{}}}""", "ghcr.io")]
    [InlineData("""{"auths":{"ghcr.io":{"auth":"%%%"}}}""", "ghcr.io")]
    [InlineData("""{"auths":null}""", "ghcr.io")]
    [InlineData("{}", "ghcr.io")]
    public void What_is_not_there_is_not_found(string content, string registry) => Assert.Null(Config(content).Find(registry));

    [Fact]
    public void No_file_is_no_fault() => Assert.Null(new DockerConfig(directory.Below("none.json")).Find("ghcr.io"));

    [Fact]
    public void A_broken_file_is_named_and_nothing_of_it_shown()
    {
        var fault = Assert.Throws<RegistryException>(() => Config("""{"auths":{"ghcr.io":{"auth":secret}}}""").Find("ghcr.io"));
        Assert.Contains(directory.Below("config.json"), fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_stands_for_name_and_password() =>
        Assert.Equal("abc", Config("""{"auths":{"ghcr.io":{"auth":"MDA6", "identitytoken":"abc"}}}""").Find("ghcr.io")!.IdentityToken);

    [Fact]
    public void Credentials_that_a_program_keeps_are_spoken_of() =>
        Assert.Contains("docker-credential-pass", Config("""{"credHelpers":{"ghcr.io":"pass"}}""").KeptElsewhere("ghcr.io"), StringComparison.Ordinal);

    public void Dispose() => directory.Dispose();

    private DockerConfig Config(string content)
    {
        File.WriteAllText(directory.Below("config.json"), content);
        return new DockerConfig(directory.Below("config.json"));
    }
}
