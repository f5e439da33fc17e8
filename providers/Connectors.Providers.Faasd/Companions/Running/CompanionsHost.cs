using Connectors.Core.Providers;
using Connectors.Providers.Faasd.Companions.Ports;
using Connectors.Providers.Faasd.Containerd;
using Microsoft.Extensions.Hosting;

namespace Connectors.Providers.Faasd.Companions.Running;

/// <summary>Starts all companions in their order and ends them the other way round, or lets go of them where functions are let go of.</summary>
internal sealed class CompanionsHost(CompanionsFile file, FunctionLifetime lifetime, CompanionSurroundings surroundings) : IHostedLifecycleService, IAsyncDisposable
{
    /// <summary>How long one may take to end after SIGTERM.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly List<CompanionLife> lives = [];
    private readonly List<PortForward> ports = [];

    /// <summary>Before functions have names: what runs beside them keeps its own.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var companion in file.Companions)
            surroundings.Names.Set(companion.Name, []);
        return Task.CompletedTask;
    }

    /// <exception cref="ProviderUnavailableException">containerd or ports cannot be used; the message says why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var made = file.Companions.Select(companion => new CompanionLife(companion, surroundings)).ToDictionary(life => life.Companion.Name);
        await OpenPortsAsync(made.Values);
        var adoption = new CompanionAdoption(surroundings);
        var living = await ContainerdAway.AskAsync(() => adoption.TakeAsync(file.Companions, cancellationToken));
        foreach (var companion in file.Companions)
        {
            var life = made[companion.Name];
            life.Start(living.GetValueOrDefault(companion.Name), [.. companion.DependsOn.Select(name => made[name])]);
            lives.Add(life);
        }
        Log.CompanionsStarted(surroundings.Logger, lives.Count, living.Count, adoption.Removed);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var ending = lives.ToList();
        lives.Clear();
        if (lifetime.OutlivesHub)
            await Task.WhenAll(ending.Select(life => life.ReleaseAsync()));
        else
            await EndAsync(ending, cancellationToken);
        await ClosePortsAsync();
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    // Each when all that depend on it are gone.
    private static async Task EndAsync(List<CompanionLife> lives, CancellationToken hurry)
    {
        var ends = new Dictionary<CompanionLife, Task>();
        foreach (var life in Enumerable.Reverse(lives))
            ends[life] = EndAfterAsync(life, [.. ends.Where(other => other.Key.Companion.DependsOn.Contains(life.Companion.Name)).Select(other => other.Value)], hurry);
        await Task.WhenAll(ends.Values);
    }

    private static async Task EndAfterAsync(CompanionLife life, Task[] others, CancellationToken hurry)
    {
        await Task.WhenAll(others);
        await life.StopAsync(Grace, hurry);
    }

    private async Task OpenPortsAsync(IEnumerable<CompanionLife> made)
    {
        var faults = new List<string>();
        foreach (var (life, port) in made.SelectMany(life => life.Companion.Ports.Select(port => (life, port))))
        {
            try
            {
                ports.Add(PortForward.Start(life.Companion.Name, port, () => life.Address, surroundings.Time, surroundings.Logger));
            }
            catch (PortForwardException taken)
            {
                faults.Add(taken.Message);
            }
        }
        if (faults.Count == 0)
            return;
        await ClosePortsAsync();
        throw new ProviderUnavailableException(string.Join(" ", faults));
    }

    private async Task ClosePortsAsync()
    {
        foreach (var port in ports)
            await port.DisposeAsync();
        ports.Clear();
    }
}
