using System.Diagnostics;

namespace Connectors.EndToEnd.Tests;

/// <summary>The real program, started by <c>connectors connect</c> beside a hub whose credentials it uses.</summary>
internal sealed class ConnectProcess : IAsyncDisposable
{
    private const int Interrupt = 2;
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private readonly List<string> output = [];
    private readonly string[] arguments;
    private Process? process;

    private ConnectProcess(HubProcess hub, string[] connectors)
    {
        Address = new Uri($"http://127.0.0.1:{HubProcess.FreePort()}/");
        Metrics = new Uri($"http://127.0.0.1:{HubProcess.FreePort()}/");
        arguments =
        [
            HubProcess.Metadata("ConnectorsProgram"), "connect", .. connectors, "--data", hub.Data, "--gateway", hub.Gateway.ToString(),
            "--listen", Address.Authority, "--metrics-listen", Metrics.Authority,
        ];
        Client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

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

    public static async Task<ConnectProcess> StartAsync(HubProcess hub, params string[] connectors)
    {
        var connect = new ConnectProcess(hub, connectors);
        await connect.StartAgainAsync();
        return connect;
    }

    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        lock (output)
            output.Clear();
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.TrueAsync(ReadyAsync, StartDeadline, () => $"the connectors did not start; they printed:\n{Output}");
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
        Assert.Equal(0, HubProcess.SendSignal(process!.Id, Interrupt));
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (process is { HasExited: false })
            await InterruptAsync();
        process?.Dispose();
    }

    private Task<bool> ReadyAsync()
    {
        Assert.False(process!.HasExited, $"the connectors ended at once; they printed:\n{Output}");
        return Task.FromResult(Output.Contains("send their events", StringComparison.Ordinal));
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.Add(line);
    }
}
