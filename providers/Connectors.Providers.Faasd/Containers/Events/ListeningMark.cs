using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containerd.Api.Events;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Connectors.Providers.Faasd.Containers.Events;

/// <summary>
/// containerd does not say when it has begun to listen for somebody. So an event of our own is published until it is heard. For one subscription.
/// </summary>
internal sealed class ListeningMark(ContainerdNamespace containerd, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource heard = new();
    private Task publishing = Task.CompletedTask;

    /// <summary>Of the event, and of nobody else's.</summary>
    public string Topic { get; } = $"/connectors/listening-{Guid.NewGuid():N}";

    public bool IsHeard { get; private set; }

    public void Begin(CancellationToken cancellationToken) => publishing = PublishAsync(cancellationToken);

    /// <summary>True when it is heard for the first time.</summary>
    public async Task<bool> IsFirstAsync()
    {
        if (IsHeard)
            return false;
        IsHeard = true;
        await heard.CancelAsync();
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await heard.CancelAsync();
        await publishing;
        heard.Dispose();
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, heard.Token);
        // Of a kind that containerd knows, or else nobody may look into it.
        var request = new PublishRequest { Topic = Topic, Event = new Any { TypeUrl = "containerd.events.TaskOOM", Value = new TaskOOM().ToByteString() } };
        try
        {
            while (true)
            {
                await containerd.Events.PublishAsync(request, cancellationToken: ending.Token);
                await Task.Delay(Between, time, ending.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ContainerdException)
        {
            // It is heard, or nobody wants to hear it; whether containerd is away the subscription tells.
        }
    }
}
