namespace Connectors.Mqtt.Linking;

/// <summary>How many messages of one connection may be in hand. Thread-safe.</summary>
internal sealed class Room(int most) : IDisposable
{
    private readonly SemaphoreSlim places = new(most);

    public Task EnterAsync(CancellationToken cancellationToken) => places.WaitAsync(cancellationToken);

    public void Leave() => places.Release();

    public void Dispose() => places.Dispose();
}
