using System.Collections.Concurrent;
using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Containers.Events;

namespace Connectors.Providers.Faasd.Watching;

/// <summary>Follows the processes of one namespace, over outages of containerd as well. From its making to disposal. Thread-safe.</summary>
internal sealed class NamespaceWatch : IAsyncDisposable
{
    private static readonly TimeSpan AfterOutage = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, ITaskListener> listeners = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private readonly ContainerSpace space;
    private readonly TaskWatch watch;
    private readonly TimeProvider time;
    private readonly Task watching;

    public NamespaceWatch(ContainerSpace space, TaskWatch watch, TimeProvider time)
    {
        this.space = space;
        this.watch = watch;
        this.time = time;
        watching = Task.Run(WatchAsync);
    }

    public void Add(string container, ITaskListener listener) => listeners[container] = listener;

    public void Remove(string container, ITaskListener listener) => listeners.TryRemove(KeyValuePair.Create(container, listener));

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watching;
    }

    private async Task WatchAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await foreach (var notice in new TaskEvents(space.Containerd, time).WatchAsync(stopping.Token))
                    Tell(notice);
            }
            catch (ContainerdException away)
            {
                watch.Away(space.Containerd.Name, away.Message);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(AfterOutage, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Tell(TaskNotice notice)
    {
        switch (notice)
        {
            case TaskNotice.Listening:
                watch.Here(space.Containerd.Name);
                // What happened before nobody has told.
                foreach (var listener in listeners.Values)
                    listener.Changed();
                break;
            case TaskNotice.Exited exited when listeners.TryGetValue(exited.Container, out var listener):
                listener.Changed();
                break;
            case TaskNotice.OutOfMemory wanted when listeners.TryGetValue(wanted.Container, out var listener):
                listener.OutOfMemory();
                break;
        }
    }
}
