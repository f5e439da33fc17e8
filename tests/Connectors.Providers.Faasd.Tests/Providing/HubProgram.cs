using System.Globalization;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Connectors.TestServers;

namespace Connectors.Providers.Faasd.Tests.Providing;

/// <summary>The real program on a provider's containerd and network, in a process of its own that can be killed and started again.</summary>
internal sealed class HubProgram(FaasdHost host, params string[] role) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly int port = LoopbackPorts.Take();
    private readonly int metrics = LoopbackPorts.Take();
    private readonly StringBuilder before = new();
    private ServerProcess? process;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public string Output => $"{before}{process?.Said}";

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));

    public int Port => port;

    /// <summary>Starts it; returns when it says that it is there.</summary>
    public async Task StartAsync(string sign, params string[] more)
    {
        if (process is not null)
        {
            before.Append(process.Said);
            await process.DisposeAsync();
        }
        process = ServerProcess.Start("dotnet", [Program, .. role, .. Arguments, .. more], Variables());
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        deadline.CancelAfter(Patience);
        while (!process.Said.Contains(sign, StringComparison.Ordinal))
        {
            Assert.False(process.HasExited, $"it ended: {Output}");
            Assert.False(deadline.IsCancellationRequested, $"it does not start: {Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ending);
        }
    }

    /// <summary>Runs it to its end, for one that does not start.</summary>
    public async Task<(int Code, string Said)> RunAsync(IReadOnlyDictionary<string, string>? variables = null)
    {
        await using var once = ServerProcess.Start("dotnet", [Program, .. role, .. Arguments], Variables(variables));
        await once.ExitedAsync(Ending);
        return (once.ExitCode, once.Said);
    }

    public Task KillAsync() => process!.KillAsync();

    public Task TerminateAsync() => process!.TerminateAsync(Ending);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var request = new HttpRequestMessage(method, path);
        var secrets = Path.Combine(host.Data, "secrets");
        var pair = $"{await ReadAsync("basic-auth-user")}:{await ReadAsync("basic-auth-password")}";
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        if (body is string text)
            request.Content = new StringContent(text);
        else if (body is not null)
            request.Content = new StringContent(JsonSerializer.Serialize(body, body.GetType(), JsonSerializerOptions.Web), Encoding.UTF8, "application/json");
        return await client.SendAsync(request, Ending);

        async Task<string> ReadAsync(string name) => (await File.ReadAllTextAsync(Path.Combine(secrets, name), Ending)).Trim();
    }

    public async Task<string> TextAsync(HttpMethod method, string path, object? body = null)
    {
        using var answer = await SendAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync(Ending);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}\n{Output}");
        return text;
    }

    /// <summary>Waits until all functions are ready, and says how many there are.</summary>
    public async Task<int> ReadyAsync(int count)
    {
        var last = "";
        await FunctionCalls.EventuallyAsync(
            async () =>
            {
                last = await TextAsync(HttpMethod.Get, "system/functions");
                var all = JsonDocument.Parse(last).RootElement.EnumerateArray().ToList();
                return all.Count == count && all.All(one => one.TryGetProperty("availableReplicas", out var ready) && ready.GetInt32() > 0);
            },
            () => $"{last}\n{Output}");
        return count;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
    }

    private static string Program => typeof(HubProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(one => one.Key == "ConnectorsProgram").Value!;

    private IEnumerable<string> Arguments => ["--data", host.Data, "--listen", Address.Authority, "--metrics-listen", $"127.0.0.1:{metrics}"];

    private Dictionary<string, string> Variables(IReadOnlyDictionary<string, string>? more = null)
    {
        var variables = new Dictionary<string, string>
        {
            ["CONNECTORS_FAASD__ADDRESS"] = host.Settings.Address,
            ["CONNECTORS_FAASD__DOCKER_CONFIG"] = host.Settings.DockerConfig,
            ["CONNECTORS_FAASD__NETWORK"] = host.Settings.Network,
            ["CONNECTORS_FAASD__BRIDGE"] = host.Settings.Bridge,
            ["CONNECTORS_FAASD__SUBNET"] = host.Settings.Subnet,
            ["CONNECTORS_FAASD__CNI_CONF_DIR"] = host.Settings.CniConfDir,
            ["CONNECTORS_FAASD__CNI_DATA_DIR"] = host.Settings.CniDataDir,
            ["CONNECTORS_FAASD__STATE_DIR"] = host.Settings.StateDir,
            ["CONNECTORS_FAASD__DRAIN_DELAY"] = "200ms",
            ["CONNECTORS_FAASD__STOP_GRACE"] = "5s",
            ["CONNECTORS_PROVIDER"] = "faasd",
        };
        foreach (var (name, value) in more ?? new Dictionary<string, string>())
            variables[name] = value;
        return variables;
    }
}
