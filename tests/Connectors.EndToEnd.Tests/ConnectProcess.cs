using Connectors.TestServers;

namespace Connectors.EndToEnd.Tests;

/// <summary>The real program, started by <c>connectors connect</c> beside a hub whose credentials it uses.</summary>
internal sealed class ConnectProcess : IAsyncDisposable
{
    private readonly ProgramProcess program;

    private ConnectProcess(HubProcess hub, IReadOnlyDictionary<string, string>? variables, string[] connectors)
    {
        Address = new Uri($"http://127.0.0.1:{LoopbackPorts.Take()}/");
        Metrics = new Uri($"http://127.0.0.1:{LoopbackPorts.Take()}/");
        program = new ProgramProcess(
        [
            "connect", .. connectors, "--data", hub.Data, "--gateway", hub.Gateway.ToString(),
            "--listen", Address.Authority, "--metrics-listen", Metrics.Authority,
        ], variables);
        Client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public Uri Metrics { get; }

    /// <summary>Without credentials.</summary>
    public HttpClient Client { get; }

    /// <summary>Everything it has printed, over all its starts.</summary>
    public string Output => program.Output;

    public static Task<ConnectProcess> StartAsync(HubProcess hub, params string[] connectors) => StartAsync(hub, null, connectors);

    /// <param name="hub">Beside which.</param>
    /// <param name="variables">Its environment, beside the test's own.</param>
    /// <param name="connectors">Which.</param>
    public static async Task<ConnectProcess> StartAsync(HubProcess hub, IReadOnlyDictionary<string, string>? variables, params string[] connectors)
    {
        var connect = new ConnectProcess(hub, variables, connectors);
        await connect.StartAgainAsync();
        return connect;
    }

    public Task StartAgainAsync() => program.StartAsync("send their events");

    /// <summary>As a power switch would end it.</summary>
    public Task KillAsync() => program.KillAsync();

    /// <summary>As Ctrl-C would end it.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> InterruptAsync() => program.InterruptAsync();

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return program.DisposeAsync();
    }
}
