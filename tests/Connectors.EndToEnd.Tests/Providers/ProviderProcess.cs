using Connectors.TestServers;

namespace Connectors.EndToEnd.Tests.Providers;

/// <summary>The real program, started by <c>connectors provider process</c> on a directory and port of its own.</summary>
internal sealed class ProviderProcess : IAsyncDisposable
{
    private readonly TempDirectory directory = new("provider");
    private readonly ProgramProcess program;

    private ProviderProcess(string[] extra)
    {
        Address = new Uri($"http://127.0.0.1:{LoopbackPorts.Take()}/");
        Metrics = new Uri($"http://127.0.0.1:{LoopbackPorts.Take()}/");
        program = new ProgramProcess(
            ["provider", "process", "--data", directory.Path, "--listen", Address.Authority, "--metrics-listen", Metrics.Authority, .. extra]);
    }

    public Uri Address { get; }

    public Uri Metrics { get; }

    public string Output => program.Output;

    /// <summary>What a gateway in front of it is told in its environment.</summary>
    public Dictionary<string, string> ForGateway => new()
    {
        ["functions_provider_url"] = Address.ToString(),
        ["CONNECTORS_REMOTE__USER"] = "admin",
        ["CONNECTORS_REMOTE__PASSWORD_FILE"] = Path.Combine(directory.Path, "secrets", "basic-auth-password"),
    };

    public static async Task<ProviderProcess> StartAsync(params string[] extra)
    {
        var provider = new ProviderProcess(extra);
        await provider.StartAgainAsync();
        return provider;
    }

    public Task StartAgainAsync() => program.StartAsync("serves the faas-provider API");

    /// <summary>As a power switch would end it.</summary>
    public Task KillAsync() => program.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await program.DisposeAsync();
        directory.Dispose();
    }
}
