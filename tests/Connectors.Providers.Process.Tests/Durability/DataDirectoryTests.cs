using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connectors.Providers.Process.Tests.Durability;

public sealed class DataDirectoryTests : ProcessProviderTests
{
    private static async Task<Exception> StartFailureAsync(string directory)
    {
        var collection = new ServiceCollection();
        collection.AddProcessProvider(new ProcessProviderSettings(), directory);
        await using var services = collection.BuildServiceProvider();
        return await Assert.ThrowsAsync<IOException>(() => services.GetRequiredService<IHostedService>().StartAsync(Cancellation));
    }

    [Fact]
    public async Task A_second_hub_on_the_same_directory_is_refused_and_the_first_runs_on()
    {
        var name = await RunAsync(Recipes.Shout("a"));
        Assert.Contains(Host.Data.Path, (await StartFailureAsync(Host.Data.Path)).Message, StringComparison.Ordinal);
        Assert.Equal("HI", await CallAsync(name, "hi"));
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_directory_is_refused()
    {
        var file = Host.Data.File("file");
        await File.WriteAllTextAsync(file, "", Cancellation);
        Assert.Contains(file, (await StartFailureAsync(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_stop_nothing_can_be_changed()
    {
        var deployment = Provider.Deployment;
        var secrets = Provider.Secrets;
        foreach (var hosted in Host.Services.GetServices<IHostedService>())
            await hosted.StopAsync(Cancellation);
        await Assert.ThrowsAsync<InvalidOperationException>(() => deployment.DeployAsync(Recipes.Shout("a"), WriteMode.Create, Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => secrets.WriteAsync(new FunctionSecret("a", FunctionName.DefaultNamespace, default), WriteMode.Create, Cancellation));
    }

    [Fact]
    public void It_says_who_it_is()
    {
        Assert.Equal("process", Provider.Info.Name);
        Assert.Equal("processes", Provider.Info.Orchestration);
        Assert.NotEmpty(Provider.Info.Version);
    }
}
