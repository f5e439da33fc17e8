using System.Globalization;
using Connectors.TestServers;
using Connectors.TestServers.Containerd;

namespace Connectors.Watchdog.Native.Tests.Images;

/// <summary>A container of an image, run by a containerd of its own, on the machine's network.</summary>
internal sealed class Container : IAsyncDisposable
{
    private const string Id = "function";
    private readonly ContainerdServer containerd;
    private readonly ServerProcess process;

    private Container(ContainerdServer containerd, ServerProcess process, int port)
    {
        (this.containerd, this.process) = (containerd, process);
        Client = new HttpClient { BaseAddress = new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}")), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Client { get; }

    public string Said => process.Said;

    /// <summary>Returns once the function is ready.</summary>
    public static async Task<Container> RunAsync(ImageStore images, string image)
    {
        var containerd = await ContainerdServer.StartAsync();
        try
        {
            await containerd.AskAsync("image", "import", "--snapshotter", "native", await images.SaveAsync(image));
            var port = LoopbackPorts.Take();
            var container = new Container(
                containerd,
                containerd.Ask("run", "--rm", "--net-host", "--snapshotter", "native", "--env", string.Create(CultureInfo.InvariantCulture, $"port={port}"), "--env", "healthcheck_interval=0", $"{image}:latest", Id),
                port);
            await container.ReadyAsync();
            return container;
        }
        catch
        {
            await containerd.DisposeAsync();
            throw;
        }
    }

    public async Task<string> PostAsync(string body, string path = "/")
    {
        using var response = await Client.PostAsync(path, new StringContent(body), RunningBinary.Token);
        return await response.Content.ReadAsStringAsync(RunningBinary.Token);
    }

    /// <summary>SIGTERM to the first process, and its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await containerd.AskAsync("task", "kill", "-s", "SIGTERM", Id);
        await process.ExitedAsync(RunningBinary.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!process.HasExited)
        {
            await containerd.AskAsync("task", "kill", "-s", "SIGKILL", Id);
            await process.ExitedAsync(CancellationToken.None);
        }
        await process.DisposeAsync();
        await containerd.DisposeAsync();
    }

    private async Task ReadyAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(RunningBinary.Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await IsReadyAsync(patience.Token))
        {
            Assert.False(process.HasExited || patience.IsCancellationRequested, $"The container is not ready:\n{Said}");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.GetAsync("/_/ready", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
