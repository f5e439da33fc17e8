namespace Connectors.TestServers.Nats;

/// <summary>A nats-server of this machine.</summary>
internal sealed class NatsProcess(string program, string configurationFile) : INatsProgram
{
    private ServerProcess? process;

    public bool HasExited => process?.HasExited ?? true;

    public string Said => process?.Said ?? "";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (process is not null)
            await process.DisposeAsync();
        process = ServerProcess.Start(program, ["-c", configurationFile]);
        while (!HasExited && !Said.Contains("Server is ready", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
    }

    public Task KillAsync() => process!.KillAsync();

    public Task StopAsync() => process!.TerminateAsync();

    public void Signal(int signal) => Signals.Send(process!.Id, signal);

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
    }
}
