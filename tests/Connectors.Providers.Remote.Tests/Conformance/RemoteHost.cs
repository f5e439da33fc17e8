using Connectors.Conformance.Providers;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Process.Tests;
using Connectors.Providers.Remote.Access;
using Connectors.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connectors.Providers.Remote.Tests.Conformance;

/// <summary>A remote provider, and behind it over HTTP the process provider with a directory of its own.</summary>
internal sealed class RemoteHost : ProviderUnderTest
{
    private readonly TempDirectory directory = new("remote");
    private readonly int port = LoopbackPorts.Take();
    private readonly bool direct;
    private WebApplication? served;
    private ServiceProvider? services;

    private RemoteHost(bool direct) => this.direct = direct;

    public override FunctionProvider Provider => services!.GetRequiredService<FunctionProvider>();

    public static async Task<RemoteHost> StartAsync(bool direct)
    {
        var host = new RemoteHost(direct);
        await host.StartAgainAsync();
        return host;
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

    private async Task StartAgainAsync()
    {
        served = await ServedProcesses.StartAsync(directory.Path, port);
        var login = new ProviderLogin(ServedProcesses.Credentials.User, ServedProcesses.Credentials.Password);
        services = new ServiceCollection()
            .AddRemoteProvider(new RemoteProviderSettings { Direct = direct }, new Uri($"http://127.0.0.1:{port}/"), () => login, FunctionName.DefaultNamespace)
            .BuildServiceProvider();
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
    }

    private async Task StopAsync()
    {
        if (services is not null)
        {
            foreach (var hosted in services.GetServices<IHostedService>())
                await hosted.StopAsync(CancellationToken.None);
            await services.DisposeAsync();
        }
        if (served is not null)
        {
            await served.StopAsync();
            await served.DisposeAsync();
        }
    }
}
