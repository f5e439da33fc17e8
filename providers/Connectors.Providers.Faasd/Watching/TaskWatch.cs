using System.Collections.Concurrent;
using Connectors.Core.Providers;
using Connectors.Providers.Faasd.Containers;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Watching;

/// <summary>Tells who looks after containers what happens to them, and everybody whether containerd answers. From start to disposal. Thread-safe.</summary>
internal sealed class TaskWatch(ContainerSpaces spaces, TimeProvider time, ILogger<TaskWatch> logger) : IProviderHealth, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, NamespaceWatch> watches = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly HashSet<string> silent = [];
    private Outage? outage;

    public string? Fault => Volatile.Read(ref outage)?.Reason;

    public DateTimeOffset? FaultSince => Volatile.Read(ref outage)?.Since;

    /// <summary>Begins to watch a namespace, if it is not watched yet.</summary>
    public NamespaceWatch Of(string name)
    {
        lock (gate)
            return watches.GetOrAdd(name, one => new NamespaceWatch(spaces.Of(one), this, time));
    }

    internal void Away(string name, string reason)
    {
        lock (gate)
        {
            silent.Add(name);
            if (outage is not null)
                return;
            Volatile.Write(ref outage, new Outage(reason, time.GetUtcNow()));
        }
        Log.ContainerdAway(logger, reason);
    }

    internal void Here(string name)
    {
        lock (gate)
        {
            silent.Remove(name);
            if (outage is null || silent.Count > 0)
                return;
            Volatile.Write(ref outage, null);
        }
        Log.ContainerdBack(logger);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var watch in watches.Values)
            await watch.DisposeAsync();
    }

    private sealed record Outage(string Reason, DateTimeOffset Since);
}
