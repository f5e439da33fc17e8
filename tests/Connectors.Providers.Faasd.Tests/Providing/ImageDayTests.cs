using System.Text.Json.Nodes;
using Connectors.Core.Functions;
using Connectors.TestServers.Registries;

namespace Connectors.Providers.Faasd.Tests.Providing;

/// <summary>Images that are not to be had, or are not what they should be: the function's status says so, and it comes up once that is mended.</summary>
public sealed class ImageDayTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_that_does_not_exist_is_told_and_comes_up_once_it_is_pushed()
    {
        await using var host = await FaasdHost.StartAsync();
        var late = await host.Provider.DeployAsync(host.Shout("late") with { Image = $"{host.Registry.Host}/late:1" });
        await host.Provider.ReasonAsync(late, $"{host.Registry.Host}/late:1 could not be pulled");
        Assert.Equal((1, 0), await host.Provider.Catalogue.GetAsync(late, Ending) is { } status ? (status.Replicas, status.AvailableReplicas) : default);
        await host.Registry.PushAsync("late", "1", FunctionImages.Build());
        await host.Provider.ReadyAsync(late);
        Assert.Equal("HELLO", await host.Provider.CallAsync(late, "hello"));
    }

    [Fact]
    public async Task An_image_for_other_machines_is_told()
    {
        await using var host = await FaasdHost.StartAsync();
        var image = FunctionImages.Build();
        image.Architecture = "s390x";
        await host.Registry.PushAsync("foreign", "1", image);
        var foreign = await host.Provider.DeployAsync(host.Shout("foreign") with { Image = $"{host.Registry.Host}/foreign:1" });
        Assert.Contains("s390x", await host.Provider.ReasonAsync(foreign, "is not made for"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_digest_that_the_registry_does_not_have_is_told()
    {
        await using var host = await FaasdHost.StartAsync();
        var digest = ImageBuild.DigestOf([1, 2, 3]);
        var wrong = await host.Provider.DeployAsync(host.Shout("wrong") with { Image = $"{host.Registry.Host}/function@{digest}" });
        Assert.Contains(digest, await host.Provider.ReasonAsync(wrong, "could not be pulled"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_wants_a_password_is_told_and_gets_it_once_it_is_there()
    {
        await using var host = await FaasdHost.StartAsync();
        await host.Registry.StartAgainAsync(new RegistryAccess.ByPassword());
        var shout = await host.Provider.DeployAsync(host.Shout("shout"));
        await host.Provider.ReasonAsync(shout, "docker login");
        var pair = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{RegistryServer.User}:{RegistryServer.Password}"));
        await File.WriteAllTextAsync(host.Settings.DockerConfig, $$$"""{ "auths": { "{{{host.Registry.Host}}}": { "auth": "{{{pair}}}" } } }""", Ending);
        await host.Provider.ReadyAsync(shout);
    }

    [Fact]
    public async Task A_registry_that_is_away_takes_nothing_down_that_was_deployed_before()
    {
        await using var host = await FaasdHost.StartAsync();
        var shout = await host.Provider.RunAsync(host.Shout("shout"));
        await host.Registry.KillAsync();
        await host.Provider.ScaleAsync(shout, 2);
        await host.RestartAsync();
        await host.Provider.ScaleAsync(shout, 3);
        Assert.Equal("HELLO", await host.Provider.CallAsync(shout, "hello"));
    }

    [Fact]
    public async Task A_deployment_asks_for_the_tag_anew_and_those_before_keep_what_they_have()
    {
        await using var host = await FaasdHost.StartAsync();
        await PushAsync(host, "one");
        var tagged = host.Shell("tagged", "cat /version") with { Image = $"{host.Registry.Host}/tagged:1" };
        var name = await host.Provider.RunAsync(tagged);
        await PushAsync(host, "two");
        await host.Provider.ScaleAsync(name, 2);
        foreach (var address in (await host.Provider.Resolution.ResolveAsync(name, Ending))!.Ready)
            Assert.Equal("one", await FunctionCalls.CallAsync(address));
        await host.Provider.DeployAsync(tagged, Connectors.Core.Providers.WriteMode.Update);
        await FunctionCalls.EventuallyAsync(async () => await host.Provider.CallAsync(name) == "two", () => "still the old image");
    }

    [Fact]
    public async Task An_image_whose_user_has_a_name_runs_as_that_user()
    {
        await using var host = await FaasdHost.StartAsync();
        var image = FunctionImages.Build();
        image.Process["User"] = "app";
        await host.Registry.PushAsync("named", "1", image);
        var named = await host.Provider.RunAsync(host.Shell("named", "id") with { ReadOnlyRootFilesystem = true, Image = $"{host.Registry.Host}/named:1" });
        Assert.StartsWith("uid=1000", await host.Provider.CallAsync(named), StringComparison.Ordinal);
        image.Process["User"] = "nobody-knows";
        await host.Registry.PushAsync("unnamed", "1", image);
        var unnamed = await host.Provider.DeployAsync(host.Shell("unnamed", "id") with { Image = $"{host.Registry.Host}/unnamed:1" });
        await host.Provider.ReasonAsync(unnamed, "nobody-knows");
    }

    [Theory]
    [InlineData("dir:/srv/shout", "only the process provider runs")]
    [InlineData("Not An Image", "is not the name of an image")]
    public async Task What_is_no_image_is_refused(string image, string part)
    {
        await using var host = await FaasdHost.StartAsync();
        var result = await host.Provider.Deployment.DeployAsync(new FunctionDeployment { Service = "a", Image = image }, Connectors.Core.Providers.WriteMode.Create, Ending);
        Assert.Contains(part, result.Reason, StringComparison.Ordinal);
    }

    private static Task<string> PushAsync(FaasdHost host, string version)
    {
        var image = FunctionImages.Build();
        image.AddLayer(tar => tar.File("version", version));
        image.Process["Labels"] = new JsonObject { ["version"] = version };
        return host.Registry.PushAsync("tagged", "1", image);
    }
}
