using System.Net.Sockets;

namespace Connectors.TestServers.Prometheus;

/// <summary>Waits for a server that says at <c>/-/ready</c> when it is.</summary>
internal static class ServerReady
{
    public static async Task WaitAsync(Uri address, ServerProcess process, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = address };
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync("-/ready", cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException notYet) when (notYet.InnerException is SocketException && !process.HasExited)
            {
                // It does not listen yet.
            }
            if (process.HasExited)
                throw new InvalidOperationException($"The server for {address} did not start:\n{process.Said}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }
}
