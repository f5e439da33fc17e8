using System.Net.Sockets;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Xunit;

namespace Connectors.TestServers.Nats;

/// <summary>
/// A nats-server in a container, through Testcontainers. It has the host's network, because a Docker for tests alone has no bridge, and the
/// server's directory under the path that it has here, so that its configuration is the same as a process's.
/// </summary>
internal sealed class NatsContainer(string image, string directory, string configurationFile, int port) : INatsProgram
{
    private readonly IContainer container = new ContainerBuilder(image)
        .WithCommand("-c", configurationFile)
        .WithBindMount(directory, directory)
        .WithCreateParameterModifier(parameters => parameters.HostConfig!.NetworkMode = "host")
        .Build();

    public bool HasExited => container.State != TestcontainersStates.Running;

    public string Said => $"(container {container.Name}, image {image}, {container.State})";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await container.StartAsync(cancellationToken);
        while (!HasExited && !await TakesConnectionsAsync(cancellationToken))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
    }

    public async Task KillAsync()
    {
        using var docker = DotNet.Testcontainers.Configurations.TestcontainersSettings.OS.DockerEndpointAuthConfig.GetDockerClientBuilder(Guid.Empty).Build();
        await docker.Containers.KillContainerAsync(container.Id, new Docker.DotNet.Models.ContainerKillParameters { Signal = "SIGKILL" });
        await docker.Containers.WaitContainerAsync(container.Id);
    }

    public Task StopAsync() => container.StopAsync();

    public void Signal(int signal) => Assert.Skip("This test sends its nats-server signals, and it is in a container; install Debian's nats-server to run it.");

    public ValueTask DisposeAsync() => container.DisposeAsync();

    private async Task<bool> TakesConnectionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync("127.0.0.1", port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
