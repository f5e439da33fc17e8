using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using Connectors.TestServers;

namespace Connectors.EndToEnd.Tests;

/// <summary>The real program, started by <c>connectors up</c> or <c>gateway</c> in a process of its own, on a data directory that survives its restarts.</summary>
internal sealed class HubProcess : IAsyncDisposable
{
    private readonly ProgramProcess program;

    private HubProcess(string role, string stack, IReadOnlyDictionary<string, string>? variables, string[] extra)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("connectors-e2e-").FullName;
        var listen = LoopbackPorts.Take();
        Gateway = new Uri($"http://127.0.0.1:{listen}/");
        Metrics = new Uri($"http://127.0.0.1:{LoopbackPorts.Take()}/");
        var file = Path.Combine(Directory, "stack.yml");
        File.WriteAllText(file, stack.Replace("DIR", Directory, StringComparison.Ordinal));
        program = new ProgramProcess(
            [role, "-f", file, "--data", Data, "--listen", Gateway.Authority, "--metrics-listen", Metrics.Authority, .. extra], variables);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, MaxConnectionsPerServer = 64 }) { BaseAddress = Gateway };
    }

    public string Directory { get; }

    public int Id => program.Id;

    public string Data => Path.Combine(Directory, "data");

    public Uri Gateway { get; }

    public Uri Metrics { get; }

    /// <summary>Without credentials.</summary>
    public HttpClient Client { get; }

    /// <summary>Everything it has printed, over all its starts.</summary>
    public string Output => program.Output;

    public static Task<HubProcess> StartAsync(string stack, params string[] extra) => StartAsAsync("up", stack, extra);

    public static Task<HubProcess> StartAsAsync(string role, string stack, params string[] extra) => StartAsAsync(role, stack, null, extra);

    /// <param name="role">up or gateway.</param>
    /// <param name="stack">Where DIR stands for <see cref="Directory"/>.</param>
    /// <param name="variables">Its environment, beside the test's own.</param>
    /// <param name="extra">More arguments.</param>
    public static async Task<HubProcess> StartAsAsync(string role, string stack, IReadOnlyDictionary<string, string>? variables, params string[] extra)
    {
        var hub = new HubProcess(role, stack, variables, extra);
        await hub.StartAgainAsync();
        return hub;
    }

    public static string Metadata(string key) =>
        typeof(HubProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;

    /// <summary>Starts the program and waits until every deployed function is ready.</summary>
    public Task StartAgainAsync() => program.StartAsync(ReadyAsync);

    /// <summary>As a power switch would end it.</summary>
    public Task KillAsync() => program.KillAsync();

    /// <summary>As Ctrl-C would end it.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> InterruptAsync() => program.InterruptAsync();

    public HttpRequestMessage WithCredentials(HttpMethod method, string path, HttpContent? content = null)
    {
        var secrets = Path.Combine(Data, "secrets");
        var pair = $"{File.ReadAllText(Path.Combine(secrets, "basic-auth-user")).Trim()}:{File.ReadAllText(Path.Combine(secrets, "basic-auth-password")).Trim()}";
        return new HttpRequestMessage(method, path)
        {
            Content = content,
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))) },
        };
    }

    public string Secret(string name) => File.ReadAllText(Path.Combine(Data, "secrets", name)).Trim();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await program.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private async Task<bool> ReadyAsync()
    {
        // Until it says so it may still be deploying.
        if (!program.Said.Contains("Connectors is running.", StringComparison.Ordinal))
            return false;
        try
        {
            using var answer = await Client.SendAsync(WithCredentials(HttpMethod.Get, "system/functions"));
            var list = await answer.Content.ReadAsStringAsync();
            return answer.StatusCode == HttpStatusCode.OK && list.Contains("\"replicas\"", StringComparison.Ordinal) && !list.Contains("\"availableReplicas\":0", StringComparison.Ordinal);
        }
        catch (Exception notYet) when (notYet is HttpRequestException or IOException)
        {
            return false;
        }
    }
}
