using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Connectors.TestServers.Nats;

namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>A nats-server, a gateway and as many workers as a test starts, each a process of its own.</summary>
internal sealed class BrokerHub : IAsyncDisposable
{
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly ConcurrentBag<WorkerProcess> workers = [];
    private readonly IReadOnlyDictionary<string, string> variables;

    private BrokerHub(NatsServer server, string nats, HubProcess gateway, IReadOnlyDictionary<string, string> variables) =>
        (Server, Nats, Gateway, this.variables) = (server, nats, gateway, variables);

    public NatsServer Server { get; }

    public HubProcess Gateway { get; }

    /// <summary>What every process has printed.</summary>
    public string Output => string.Join('\n', workers.OrderBy(worker => worker.Name).Select(worker => $"worker {worker.Name}:\n{worker.Output}").Append($"gateway:\n{Gateway.Output}"));

    private string Nats { get; }

    /// <param name="functions">What stands below <c>functions:</c>, where DIR stands for a directory of the test's own.</param>
    /// <param name="ackWait">When a silent worker's leases are lost.</param>
    /// <param name="server">Running already; null: a new one.</param>
    /// <param name="nats">Where gateway and workers find the server; null: there.</param>
    public static async Task<BrokerHub> StartAsync(string functions, string ackWait = "2s", NatsServer? server = null, string? nats = null)
    {
        server ??= await NatsServer.StartAsync();
        var variables = new Dictionary<string, string>
        {
            ["CONNECTORS_QUEUE__ACK_WAIT"] = ackWait,
            ["CONNECTORS_CONNECTORS__REBUILD_INTERVAL"] = "500ms",
            // A function that a test has taken away stays away.
            ["scale_from_zero"] = "false",
        };
        var gateway = await HubProcess.StartAsAsync(
            "gateway", $"version: 1.0\nprovider:\n  name: openfaas\nfunctions:\n{functions}\n", variables, "--nats", nats ?? server.Url);
        return new BrokerHub(server, nats ?? server.Url, gateway, variables);
    }

    public async Task<WorkerProcess> StartWorkerAsync(string name, IReadOnlyDictionary<string, string>? more = null)
    {
        var worker = await WorkerProcess.StartAsync(name, Nats, Gateway, new Dictionary<string, string>(variables.Concat(more ?? new Dictionary<string, string>())));
        workers.Add(worker);
        return worker;
    }

    /// <summary>Posts an asynchronous call, whatever is said to it.</summary>
    public async Task<HttpResponseMessage> PostAsync(string function, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"async-function/{function}") { Content = new StringContent(body) };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await Gateway.Client.SendAsync(request);
    }

    /// <summary>Posts an asynchronous call that has to be accepted.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> CallAsync(string function, string body, params (string Name, string Value)[] headers)
    {
        using var answer = await PostAsync(function, body, headers);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}\n{Output}");
        return IdOf(answer);
    }

    public static string IdOf(HttpResponseMessage answer) => answer.Headers.GetValues("X-Call-Id").Single();

    /// <summary>Waits until a call stands so.</summary>
    public async Task<CallStory> StoryAsync(string id, string state)
    {
        CallStory? story = null;
        await Eventually.TrueAsync(async () => (story = await ToldAsync(id) ?? story)?.State == state, Soon, () => $"call {id} is not {state}: {story}\n{Output}");
        return story!;
    }

    // Null while the broker has lost what was to be read: that is a 503, which asks for patience.
    private async Task<CallStory?> ToldAsync(string id)
    {
        using var answer = await Gateway.Client.GetAsync($"async-function/{id}");
        return answer.StatusCode == HttpStatusCode.ServiceUnavailable ? null : new(await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>());
    }

    public async Task<CallStory> StoryAsync(string id) => new(await Gateway.Client.GetFromJsonAsync<JsonElement>($"async-function/{id}"));

    /// <summary>The lines that functions have written to a file of <see cref="HubProcess.Directory"/>.</summary>
    public string[] Lines(string file)
    {
        var path = Path.Combine(Gateway.Directory, file);
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    /// <summary>Waits until functions have written so many lines that begin so.</summary>
    public Task LinesAsync(string file, string beginning, int count) => Eventually.TrueAsync(
        () => Task.FromResult(Lines(file).Count(line => line.StartsWith(beginning, StringComparison.Ordinal)) >= count),
        Soon,
        () => $"not {count} lines '{beginning}…' in {file}: {string.Join(" | ", Lines(file))}\n{Output}");

    /// <summary>Lets functions go on that wait for this file.</summary>
    public void Allow(string file) => File.WriteAllText(Path.Combine(Gateway.Directory, file), "");

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(workers.Select(worker => worker.DisposeAsync().AsTask()));
        await Gateway.DisposeAsync();
        await Server.DisposeAsync();
    }
}
