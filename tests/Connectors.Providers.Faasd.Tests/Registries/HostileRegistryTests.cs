using Connectors.Providers.Faasd.References;
using Connectors.Providers.Faasd.Registries;
using Connectors.TestServers.Registries;
using Microsoft.AspNetCore.Http;

namespace Connectors.Providers.Faasd.Tests.Registries;

/// <summary>What a registry may send, and what is not taken from it.</summary>
public sealed class HostileRegistryTests
{
    private static readonly ImageBuild Image = new ImageBuild().AddLayer(layer => layer.File("hello", "hello"));

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_manifest_without_an_end_is_not_read_to_it()
    {
        using var caller = new RegistryUnderTest();
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.Script = async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(new byte[64 << 10], context.RequestAborted);
            return true;
        };
        var fault = await FaultAsync(caller, registry);
        Assert.Equal(RegistryFault.Invalid, fault.Fault);
        Assert.Contains("more than 4194304 bytes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_manifest_than_the_digest_names_is_refused()
    {
        using var caller = new RegistryUnderTest();
        await using var registry = await ScriptedRegistry.StartAsync(Image);
        var other = ContentDigest.Of("other"u8);
        var fault = await Assert.ThrowsAsync<RegistryException>(() => caller.Client.ManifestAsync(RegistryUnderTest.Name($"{registry.Host}/shout@{other}"), other.ToString(), Ending));
        Assert.Equal(RegistryFault.Invalid, fault.Fault);
        Assert.Contains(other.ToString(), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_do_not_follow_to_another_server()
    {
        using var caller = new RegistryUnderTest();
        await using var elsewhere = await ScriptedRegistry.StartAsync(Image);
        await using var registry = await ScriptedRegistry.StartAsync(Image);
        caller.LogIn(registry.Host, "puller", "secret");
        registry.Script = context =>
        {
            if (context.Request.Headers.Authorization.Count == 0)
            {
                context.Response.StatusCode = 401;
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"test\"";
            }
            else
                context.Response.Redirect($"http://{elsewhere.Host}{context.Request.Path}");
            return Task.FromResult(true);
        };
        await caller.Client.ManifestAsync(RegistryUnderTest.Name($"{registry.Host}/shout:1"), "1", Ending);
        Assert.StartsWith("Basic ", registry.Asked.Last().Authorization, StringComparison.Ordinal);
        Assert.Equal("", Assert.Single(elsewhere.Asked).Authorization);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://example.com/v2/")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("http://user:secret@127.0.0.1:1/x")]
    public async Task Nobody_is_led_to_where_others_listen_in(string target)
    {
        using var caller = new RegistryUnderTest();
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.Script = context =>
        {
            context.Response.Redirect(target);
            return Task.FromResult(true);
        };
        var fault = await FaultAsync(caller, registry);
        Assert.Equal(RegistryFault.Invalid, fault.Fault);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        using var caller = new RegistryUnderTest();
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.Script = context =>
        {
            context.Response.Redirect(context.Request.Path);
            return Task.FromResult(true);
        };
        Assert.Contains("without an end", (await FaultAsync(caller, registry)).Message, StringComparison.Ordinal);
        Assert.Equal(6, registry.Asked.Count);
    }

    [Fact]
    public async Task Credentials_are_not_shown_to_a_token_server_in_the_open()
    {
        using var caller = new RegistryUnderTest();
        await using var registry = await ScriptedRegistry.StartAsync();
        caller.LogIn(registry.Host, "puller", "secret");
        registry.Script = context =>
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"http://tokens.example.com/token\",service=\"x\"";
            return Task.FromResult(true);
        };
        Assert.Contains("names a token server that is not asked", (await FaultAsync(caller, registry)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_hardly_comes_is_given_up()
    {
        using var caller = new RegistryUnderTest(options => options with { StallTimeout = TimeSpan.FromMilliseconds(300), Retries = 1 });
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.Script = async context =>
        {
            await context.Response.Body.WriteAsync("{"u8.ToArray(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        var fault = await FaultAsync(caller, registry);
        Assert.Equal(RegistryFault.Away, fault.Fault);
        Assert.Contains("sends almost nothing: 1 bytes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_passes_is_asked_again()
    {
        using var caller = new RegistryUnderTest();
        await using var registry = await ScriptedRegistry.StartAsync(Image);
        registry.Script = Failing(registry, 2);
        var document = await caller.Client.ManifestAsync(RegistryUnderTest.Name($"{registry.Host}/shout:1"), "1", Ending);
        Assert.Equal(Image.Manifest(), document.Bytes);
        Assert.Equal(3, registry.Asked.Count);
    }

    [Fact]
    public async Task Nobody_listening_is_a_sentence()
    {
        using var caller = new RegistryUnderTest();
        var host = $"127.0.0.1:{Connectors.TestServers.LoopbackPorts.Take()}";
        var fault = await Assert.ThrowsAsync<RegistryException>(() => caller.Client.ManifestAsync(RegistryUnderTest.Name($"{host}/shout:1"), "1", Ending));
        Assert.Equal(RegistryFault.Away, fault.Fault);
        Assert.Contains($"{host} cannot be asked", fault.Message, StringComparison.Ordinal);
    }

    private static Func<HttpContext, Task<bool>> Failing(ScriptedRegistry registry, int times) => context =>
    {
        if (registry.Asked.Count > times)
            return Task.FromResult(false);
        context.Response.StatusCode = 503;
        context.Response.Headers.RetryAfter = "3600";
        return Task.FromResult(true);
    };

    private static Task<RegistryException> FaultAsync(RegistryUnderTest caller, ScriptedRegistry registry) =>
        Assert.ThrowsAsync<RegistryException>(() => caller.Client.ManifestAsync(RegistryUnderTest.Name($"{registry.Host}/shout:1"), "1", Ending));
}
