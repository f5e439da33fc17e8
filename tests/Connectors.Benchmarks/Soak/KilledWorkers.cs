using Connectors.Benchmarks.Programs;
using Connectors.TestServers;

namespace Connectors.Benchmarks.Soak;

/// <summary>Real <c>connectors worker</c> processes, one of which is killed (-9) at every interval and started again.</summary>
internal sealed class KilledWorkers(string nats, string gateway, IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    private readonly TempDirectory data = new("soak");
    private readonly List<ServerProcess> workers = [];

    public int Killed { get; private set; }

    public async Task StartAsync(int count)
    {
        for (var n = 0; n < count; n++)
            workers.Add(await StartOneAsync());
    }

    /// <summary>Until the token fires: the one that has run longest is killed, and another takes its place at once.</summary>
    public async Task KillEveryAsync(TimeSpan interval, CancellationToken end)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                var victim = workers[0];
                workers.RemoveAt(0);
                await victim.KillAsync();
                await victim.DisposeAsync();
                Killed++;
                workers.Add(await StartOneAsync());
            }
        }
        catch (OperationCanceledException)
        {
            // Enough were killed.
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in workers)
        {
            await worker.TerminateAsync();
            await worker.DisposeAsync();
        }
        data.Dispose();
    }

    private Task<ServerProcess> StartOneAsync() =>
        ConnectorsProgram.StartAsync("Connectors worker runs", settings, "worker", "--nats", nats, "--gateway", gateway, "--data", data.Path);
}
