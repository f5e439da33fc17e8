using Connectors.Conformance.Providers;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Process;
using Connectors.Providers.Process.Tests;
using Connectors.TestServers;

namespace Connectors.Providers.Remote.Tests.Conformance;

/// <summary>A directory for the process provider and functions that it can run, to be served.</summary>
internal sealed class ServedProcesses : ProviderUnderTest
{
    private readonly TempDirectory directory = new("remote");
    private readonly ProcessProviderSettings settings = new()
    {
        RestartMinWait = TimeSpan.FromMilliseconds(50),
        DrainDelay = TimeSpan.FromMilliseconds(200),
        ShutdownGrace = TimeSpan.FromSeconds(5),
    };

    public override FunctionProvider Provider => throw new NotSupportedException("Who serves it runs it.");

    public static Task<ServedProvider> StartAsync(bool direct)
    {
        var behind = new ServedProcesses();
        return ServedProvider.StartAsync(
            behind, services => services.AddProcessProvider(behind.settings, behind.directory.Path, FunctionName.DefaultNamespace), new RemoteProviderSettings { Direct = direct });
    }

    public override Task RestartAsync() => throw new NotSupportedException("Who serves it runs it.");

    public override FunctionDeployment Shout(string name) => Recipes.Shout(name);

    public override FunctionDeployment Answer(string name, string text) => Recipes.Answer(name, text);

    public override FunctionDeployment TellSecret(string name, string secret) => Recipes.TellSecret(name, secret);

    public override FunctionDeployment Write(string name) => Recipes.Write(name);

    public override FunctionDeployment Broken(string name) => Recipes.Broken(name);

    protected override Task RemoveAsync()
    {
        directory.Dispose();
        return Task.CompletedTask;
    }
}
