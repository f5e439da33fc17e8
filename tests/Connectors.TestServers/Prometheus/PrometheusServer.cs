using System.Globalization;
using System.Text.Json;

namespace Connectors.TestServers.Prometheus;

/// <summary>
/// A Prometheus of one test's own, on loopback, that reads the given targets five times a second. The program is the one that
/// <c>CONNECTORS_TEST_PROMETHEUS</c> names, or else Debian's.
/// </summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempDirectory directory = new("prometheus");
    private readonly int port = LoopbackPorts.Take();
    private ServerProcess? process;

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));

    /// <param name="targets">Addresses and ports whose <c>/metrics</c> are read.</param>
    public static async Task<PrometheusServer> StartAsync(params string[] targets)
    {
        var server = new PrometheusServer();
        await server.StartAgainAsync(targets);
        return server;
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => process!.KillAsync();

    /// <summary>Starts it on the same port and store; returns when it answers.</summary>
    public Task StartAgainAsync(params string[] targets) => StartAgainAsync($$"""
        global: { scrape_interval: 200ms, scrape_timeout: 200ms }
        scrape_configs:
          - job_name: gateway
            static_configs: [ { targets: [ {{string.Join(", ", targets.Select(target => $"\"{target}\""))}} ] } ]

        """, null);

    /// <summary>Starts it with this configuration, on the same port and store; returns when it answers.</summary>
    /// <param name="configuration">The text of <c>prometheus.yml</c>.</param>
    /// <param name="rules">The text of a file of rules beside it; null: none.</param>
    /// <param name="rulesName">The name of that file.</param>
    public async Task StartAgainAsync(string configuration, string? rules, string rulesName = "rules.yml")
    {
        if (process is not null)
            await process.DisposeAsync();
        if (rules is not null)
            await File.WriteAllTextAsync(directory.Below(rulesName), rules);
        await File.WriteAllTextAsync(directory.Below("prometheus.yml"), configuration);
        process = ServerProcess.Start(Program, [
            "--config.file=" + directory.Below("prometheus.yml"), "--storage.tsdb.path=" + directory.Below("data"),
            string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"),
        ]);
        using var deadline = new CancellationTokenSource(Patience);
        await ServerReady.WaitAsync(Address, process, deadline.Token);
    }

    /// <summary>The result of an instant query: each element's labels and value.</summary>
    /// <exception cref="InvalidOperationException">Prometheus does not take the query.</exception>
    public async Task<IReadOnlyList<PrometheusValue>> QueryAsync(string query)
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var answer = await client.PostAsync("api/v1/query", new FormUrlEncodedContent([KeyValuePair.Create("query", query)]));
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"Prometheus does not take {query}: {text}");
        using var json = JsonDocument.Parse(text);
        return [.. json.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(PrometheusValue.Of)];
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        directory.Dispose();
    }

    private static string Program => Environment.GetEnvironmentVariable("CONNECTORS_TEST_PROMETHEUS") is { Length: > 0 } named ? named : "/usr/bin/prometheus";
}
