using Connectors.Providers.Faasd.Registries;
using Connectors.TestServers.Registries;

namespace Connectors.Providers.Faasd.Tests.Registries;

/// <summary>Logging in at Debian's registry.</summary>
public sealed class RegistryAccessTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Credentials_of_docker_login_let_in_by_password()
    {
        using var caller = new RegistryUnderTest();
        await using var registry = await StartAsync(new RegistryAccess.ByPassword());
        caller.LogIn(registry.Host, RegistryServer.User, RegistryServer.Password);
        var image = RegistryUnderTest.Name($"{registry.Host}/private/shout:1");
        Assert.Equal((await caller.Client.DigestOfAsync(image, Ending))!, (await caller.Client.ManifestAsync(image, "1", Ending)).Digest);
    }

    [Fact]
    public async Task Without_credentials_the_sentence_says_how_to_get_them()
    {
        using var caller = new RegistryUnderTest();
        await using var registry = await StartAsync(new RegistryAccess.ByPassword());
        var fault = await DeniedAsync(caller, registry);
        Assert.Contains($"docker login {registry.Host}", fault.Message, StringComparison.Ordinal);
        Assert.Contains("there are none for it", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_credentials_are_named_as_such_and_not_shown()
    {
        using var caller = new RegistryUnderTest();
        await using var registry = await StartAsync(new RegistryAccess.ByPassword());
        caller.LogIn(registry.Host, RegistryServer.User, "wrong-secret");
        var fault = await DeniedAsync(caller, registry);
        Assert.Contains("does not let the credentials", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_asked_for_with_credentials_and_used_again()
    {
        using var caller = new RegistryUnderTest();
        await using var tokens = new TokenIssuer();
        await using var registry = await StartAsync(new RegistryAccess.ByToken(tokens));
        caller.LogIn(registry.Host, RegistryServer.User, RegistryServer.Password);
        var image = RegistryUnderTest.Name($"{registry.Host}/private/shout:1");
        for (var i = 0; i < 3; i++)
            Assert.NotNull(await caller.Client.DigestOfAsync(image, Ending));
        Assert.Equal(1, tokens.Asked);
        Assert.StartsWith("?kept=yes&scope=repository%3Aprivate%2Fshout%3Apull&service=", tokens.LastQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_for_everybody_needs_no_credentials()
    {
        using var caller = new RegistryUnderTest();
        await using var tokens = new TokenIssuer { IsOpen = true };
        await using var registry = await StartAsync(new RegistryAccess.ByToken(tokens));
        Assert.NotNull(await caller.Client.DigestOfAsync(RegistryUnderTest.Name($"{registry.Host}/private/shout:1"), Ending));
    }

    [Fact]
    public async Task A_token_server_that_refuses_is_named()
    {
        using var caller = new RegistryUnderTest();
        await using var tokens = new TokenIssuer();
        await using var registry = await StartAsync(new RegistryAccess.ByToken(tokens));
        caller.LogIn(registry.Host, RegistryServer.User, "wrong");
        Assert.Contains("refuses the credentials", (await DeniedAsync(caller, registry)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_missing()
    {
        using var caller = new RegistryUnderTest();
        await using var registry = await StartAsync(null);
        var image = RegistryUnderTest.Name($"{registry.Host}/private/shout:2");
        var fault = await Assert.ThrowsAsync<RegistryException>(() => caller.Client.ManifestAsync(image, "2", Ending));
        Assert.Equal(RegistryFault.Missing, fault.Fault);
        Assert.Contains("private/shout, 2", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<RegistryException> DeniedAsync(RegistryUnderTest caller, RegistryServer registry)
    {
        var image = RegistryUnderTest.Name($"{registry.Host}/private/shout:1");
        var fault = await Assert.ThrowsAsync<RegistryException>(() => caller.Client.ManifestAsync(image, "1", Ending));
        Assert.Equal(RegistryFault.Denied, fault.Fault);
        return fault;
    }

    private static async Task<RegistryServer> StartAsync(RegistryAccess? access)
    {
        Assert.SkipUnless(File.Exists(RegistryServer.Program), "docker-registry is not on this machine; ./test.sh installs it.");
        var registry = await RegistryServer.StartAsync();
        await registry.PushAsync("private/shout", "1", new ImageBuild().AddLayer(layer => layer.File("hello", "hello")));
        if (access is not null)
            await registry.StartAgainAsync(access);
        return registry;
    }
}
