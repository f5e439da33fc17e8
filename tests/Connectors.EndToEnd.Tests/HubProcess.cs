using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Connectors.EndToEnd.Tests;

/// <summary>The real program, started by <c>connectors up</c> or <c>gateway</c> in a process of its own, on a data directory that survives its restarts.</summary>
internal sealed partial class HubProcess : IAsyncDisposable
{
    private const int Interrupt = 2;
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private static int lastPort = Environment.ProcessId * 10;
    private readonly List<string> output = [];
    private readonly string[] arguments;
    private Process? process;
    private int starts;

    private HubProcess(string role, string stack, string[] extra)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("connectors-e2e-").FullName;
        var listen = FreePort();
        Gateway = new Uri($"http://127.0.0.1:{listen}/");
        Metrics = new Uri($"http://127.0.0.1:{FreePort()}/");
        var file = Path.Combine(Directory, "stack.yml");
        File.WriteAllText(file, stack.Replace("DIR", Directory, StringComparison.Ordinal));
        arguments =
        [
            Metadata("ConnectorsProgram"), role, "-f", file, "--data", Data,
            "--listen", Gateway.Authority, "--metrics-listen", Metrics.Authority, .. extra,
        ];
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, MaxConnectionsPerServer = 64 }) { BaseAddress = Gateway };
    }

    public string Directory { get; }

    public string Data => Path.Combine(Directory, "data");

    public Uri Gateway { get; }

    public Uri Metrics { get; }

    /// <summary>Without credentials.</summary>
    public HttpClient Client { get; }

    public string Output
    {
        get
        {
            lock (output)
                return string.Join('\n', output);
        }
    }

    public static Task<HubProcess> StartAsync(string stack, params string[] extra) => StartAsAsync("up", stack, extra);

    public static async Task<HubProcess> StartAsAsync(string role, string stack, params string[] extra)
    {
        var hub = new HubProcess(role, stack, extra);
        await hub.StartAgainAsync();
        return hub;
    }

    public static string Metadata(string key) =>
        typeof(HubProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;

    /// <summary>Starts the program and waits until every deployed function is ready.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        starts++;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.TrueAsync(ReadyAsync, StartDeadline, () => $"the hub did not become ready; it printed:\n{Output}");
    }

    /// <summary>As a power switch would end it.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>As Ctrl-C would end it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> InterruptAsync()
    {
        Assert.Equal(0, SendSignal(process!.Id, Interrupt));
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
        return process.ExitCode;
    }

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
        if (process is { HasExited: false })
            await InterruptAsync();
        process?.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    // Below the range from which the system takes ports for outgoing connections, so that none of those is in the way after a restart.
    internal static int FreePort()
    {
        while (true)
        {
            var port = 20_000 + Interlocked.Increment(ref lastPort) % 10_000;
            using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's: the next one.
            }
        }
    }

    private async Task<bool> ReadyAsync()
    {
        Assert.False(process!.HasExited, $"the hub ended at once; it printed:\n{Output}");
        // Until it says so it may still be deploying.
        if (Output.Split("Connectors is running.").Length <= starts)
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

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.Add(line);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int SendSignal(int pid, int signal);
}
