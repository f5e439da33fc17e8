using System.Globalization;
using System.Text.Json;

namespace Connectors.TestServers.Nats;

/// <summary>One server of a cluster.</summary>
public sealed class NatsNode : IAsyncDisposable
{
    private readonly HttpClient monitoring;
    private readonly NatsServer server;

    internal NatsNode(string name, int port, int routePort, IEnumerable<int> routePorts, string accounts)
    {
        Name = name;
        var monitorPort = LoopbackPorts.Take();
        monitoring = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{monitorPort}")) };
        var routes = string.Join(", ", routePorts.Select(peer => string.Create(CultureInfo.InvariantCulture, $"\"nats://127.0.0.1:{peer}\"")));
        server = new NatsServer(port, string.Create(CultureInfo.InvariantCulture, $$"""
            server_name: {{name}}
            http: "127.0.0.1:{{monitorPort}}"
            cluster { name: test, listen: "127.0.0.1:{{routePort}}", routes: [ {{routes}} ] }
            {{accounts}}
            """));
    }

    public string Name { get; }

    public int Port => server.Port;

    public bool HasExited => server.HasExited;

    /// <summary>Everything it has said since it was last started.</summary>
    public string Said => server.Said;

    /// <summary>kill -9.</summary>
    public Task KillAsync() => server.KillAsync();

    /// <summary>An orderly stop.</summary>
    public Task StopAsync() => server.StopAsync();

    /// <summary>Starts it again on the same files and ports; returns when it answers. It may still be catching up with the others.</summary>
    public Task StartAgainAsync() => server.StartAgainAsync();

    public async ValueTask DisposeAsync()
    {
        monitoring.Dispose();
        await server.DisposeAsync();
    }

    internal Task StartAsync() => server.StartProgramAsync();

    /// <summary>What it knows of JetStream in the cluster; null when it does not answer.</summary>
    internal async Task<JsonElement?> JetStreamAsync(string query, CancellationToken cancellationToken)
    {
        try
        {
            await using var answer = await monitoring.GetStreamAsync(new Uri("/jsz?" + query, UriKind.Relative), cancellationToken);
            using var document = await JsonDocument.ParseAsync(answer, default, cancellationToken);
            return document.RootElement.Clone();
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or JsonException)
        {
            return null;
        }
    }
}
