using Connectors.Conformance.Providers;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Process.Tests;

/// <summary>The process provider on a directory of its own.</summary>
internal sealed class ProcessHost : ProviderUnderTest
{
    private readonly TemporaryDirectory directory = new();
    private readonly ProcessProviderSettings settings;
    private ServiceProvider? services;

    private ProcessHost(ProcessProviderSettings settings) => this.settings = settings;

    public LogRecorder Recorder { get; } = new();

    public TemporaryDirectory Data => directory;

    public IServiceProvider Services => services ?? throw new InvalidOperationException("not running");

    public override FunctionProvider Provider => Services.GetRequiredService<FunctionProvider>();

    public static async Task<ProcessHost> StartAsync(Action<ProcessProviderSettings>? configure = null)
    {
        var settings = new ProcessProviderSettings { RestartMinWait = TimeSpan.FromMilliseconds(50), DrainDelay = TimeSpan.FromMilliseconds(200), ShutdownGrace = TimeSpan.FromSeconds(5) };
        configure?.Invoke(settings);
        var host = new ProcessHost(settings);
        await host.StartAgainAsync();
        return host;
    }

    public async Task StopAsync()
    {
        if (services is null)
            return;
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
        services = null;
    }

    public async Task StartAgainAsync()
    {
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.AddProvider(Recorder).SetMinimumLevel(LogLevel.Debug));
        collection.AddProcessProvider(settings, directory.Path);
        services = collection.BuildServiceProvider();
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
    }

    public override async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    public override FunctionDeployment Shout(string name) => Recipes.Shout(name);

    public override FunctionDeployment Answer(string name, string text) => Recipes.Answer(name, text);

    public override FunctionDeployment TellSecret(string name, string secret) => Recipes.TellSecret(name, secret);

    public override FunctionDeployment Write(string name) => Recipes.Write(name);

    public override FunctionDeployment Broken(string name) => Recipes.Broken(name);

    protected override async Task RemoveAsync()
    {
        await StopAsync();
        directory.Dispose();
    }
}
