using System.Globalization;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Connectors.TestServers;

namespace Connectors.Conformance.Hubs;

/// <summary>The real program with a provider, in a process of its own that can be killed and started again.</summary>
/// <param name="tests">The tests' assembly, which knows where the program is.</param>
/// <param name="data">Its data directory.</param>
/// <param name="variables">Its environment, beside what it inherits.</param>
/// <param name="role">Its first arguments.</param>
public sealed class HubProgram(Assembly tests, string data, IReadOnlyDictionary<string, string> variables, params string[] role) : IAsyncDisposable
{
    /// <summary>What <c>up</c> and <c>gateway</c> say when they are there.</summary>
    public const string Running = "Connectors is running.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly int port = LoopbackPorts.Take();
    private readonly int metrics = LoopbackPorts.Take();
    private readonly StringBuilder before = new();
    private ServerProcess? process;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public string Output => $"{before}{process?.Said}";

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));

    public int Port => port;

    /// <summary>How it ended, once it has.</summary>
    public int ExitCode => process!.ExitCode;

    /// <summary>Starts it; returns when it says that it is there.</summary>
    public async Task StartAsync(string sign = Running, params string[] more)
    {
        if (process is not null)
        {
            before.Append(process.Said);
            await process.DisposeAsync();
        }
        process = ServerProcess.Start("dotnet", [Program, .. role, .. Arguments, .. more], variables);
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
    /// <param name="others">Take the place of its variables of those names.</param>
    public async Task<(int Code, string Said)> RunAsync(IReadOnlyDictionary<string, string>? others = null)
    {
        var all = new Dictionary<string, string>(variables);
        foreach (var (name, value) in others ?? new Dictionary<string, string>())
            all[name] = value;
        await using var once = ServerProcess.Start("dotnet", [Program, .. role, .. Arguments], all);
        await once.ExitedAsync(Ending);
        return (once.ExitCode, once.Said);
    }

    public Task KillAsync() => process!.KillAsync();

    public Task TerminateAsync() => process!.TerminateAsync(Ending);

    /// <summary>With the hub's credentials.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var request = new HttpRequestMessage(method, path);
        var pair = $"{await SecretAsync("basic-auth-user")}:{await SecretAsync("basic-auth-password")}";
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        if (body is string text)
            request.Content = new StringContent(text);
        else if (body is not null)
            request.Content = new StringContent(JsonSerializer.Serialize(body, body.GetType(), JsonSerializerOptions.Web), Encoding.UTF8, "application/json");
        return await client.SendAsync(request, Ending);
    }

    /// <summary>What it answers; fails on a status above 299.</summary>
    public async Task<string> TextAsync(HttpMethod method, string path, object? body = null)
    {
        using var answer = await SendAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync(Ending);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}\n{Output}");
        return text;
    }

    /// <summary>One of the secrets that it has made for itself.</summary>
    public async Task<string> SecretAsync(string name) => (await File.ReadAllTextAsync(Path.Combine(data, "secrets", name), Ending)).Trim();

    /// <summary>Waits until all functions are ready, and says how many there are.</summary>
    public async Task<int> ReadyAsync(int count)
    {
        var last = "";
        await EventuallyAsync(
            async () =>
            {
                last = await TextAsync(HttpMethod.Get, "system/functions");
                var all = JsonDocument.Parse(last).RootElement.EnumerateArray().ToList();
                return all.Count == count && all.All(one => one.TryGetProperty("availableReplicas", out var ready) && ready.GetInt32() > 0);
            },
            () => last);
        return count;
    }

    /// <summary>Follows an asynchronous call until it stands as it should.</summary>
    public async Task<JsonElement> StoryAsync(string call, Predicate<JsonElement> isSo)
    {
        JsonElement story = default;
        await EventuallyAsync(async () => isSo(story = JsonDocument.Parse(await TextAsync(HttpMethod.Get, $"async-function/{call}")).RootElement), () => $"call {call} stands at {story}");
        return story;
    }

    /// <summary>Asks until it is so.</summary>
    public async Task EventuallyAsync(Func<Task<bool>> condition, Func<string> failure)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        deadline.CancelAfter(Patience);
        while (!await condition())
        {
            Assert.False(deadline.IsCancellationRequested, $"{(deadline.IsCancellationRequested ? failure() : "")}\n{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ending);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
    }

    private string Program => tests.GetCustomAttributes<AssemblyMetadataAttribute>().First(one => one.Key == "ConnectorsProgram").Value!;

    private IEnumerable<string> Arguments => ["--data", data, "--listen", Address.Authority, "--metrics-listen", $"127.0.0.1:{metrics}"];
}
