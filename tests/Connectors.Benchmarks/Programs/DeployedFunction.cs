using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Process;
using Connectors.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Benchmarks.Programs;

/// <summary>
/// A function as users have it: a program that serves HTTP, in a process of its own, behind the watchdog of the process provider
/// (<c>mode: http</c>). It echoes.
/// </summary>
internal sealed class DeployedFunction : IAsyncDisposable
{
    private static readonly FunctionName Name = new("echo", FunctionName.DefaultNamespace);
    private readonly TempDirectory data;
    private readonly IHost host;

    private DeployedFunction(IHost host, TempDirectory data) => (this.host, this.data) = (host, data);

    /// <summary>Where the watchdog listens.</summary>
    public Uri Address { get; private set; } = null!;

    public static async Task<DeployedFunction> StartAsync()
    {
        var data = new TempDirectory("function");
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Services.AddProcessProvider(new ProcessProviderSettings(), data.Path);
        var function = new DeployedFunction(builder.Build(), data);
        await function.host.StartAsync();
        await function.DeployAsync();
        return function;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
        data.Dispose();
    }

    private async Task DeployAsync()
    {
        var port = LoopbackPorts.Take();
        await host.Services.GetRequiredService<IFunctionDeployment>().DeployAsync(
            new FunctionDeployment
            {
                Service = Name.Name,
                Image = "echo",
                EnvProcess = FormattableString.Invariant($"{Environment.ProcessPath} function {port}"),
                EnvVars = new Dictionary<string, string> { ["mode"] = "http", ["upstream_url"] = FormattableString.Invariant($"http://127.0.0.1:{port}") },
            },
            WriteMode.Create, CancellationToken.None);
        var resolution = host.Services.GetRequiredService<IFunctionResolution>();
        FunctionEndpoints? endpoints;
        while ((endpoints = await resolution.ResolveAsync(Name, CancellationToken.None)) is not { Ready.Count: > 0 })
            await Task.Delay(50);
        Address = endpoints.Ready[0];
    }
}
