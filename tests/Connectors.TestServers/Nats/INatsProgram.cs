namespace Connectors.TestServers.Nats;

/// <summary>A nats-server that can be started, ended and started again: a process, or a container.</summary>
internal interface INatsProgram : IAsyncDisposable
{
    bool HasExited { get; }

    /// <summary>What it has said since it was last started.</summary>
    string Said { get; }

    /// <summary>Returns when it takes connections, or has exited.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>kill -9.</summary>
    Task KillAsync();

    /// <summary>An orderly stop.</summary>
    Task StopAsync();

    /// <summary>Sends it a signal.</summary>
    void Signal(int signal);
}
