using Connectors.Nats.Messages;
using Connectors.Sdk;
using Connectors.Sdk.Dispatch;
using Connectors.Sdk.Patience;

namespace Connectors.Nats.Linking;

/// <summary>Dispatches no more messages at a time than the settings allow. Thread-safe.</summary>
internal sealed class Dispatching(IConnectorContext context, int most, TimeProvider time, Random random) : IDisposable
{
    private readonly SemaphoreSlim room = new(most);
    private readonly PatientDispatch patient = new(context, time, random);

    /// <summary>Waits for room: until then nothing more is taken from the source.</summary>
    public Task RoomAsync(CancellationToken cancellationToken) => room.WaitAsync(cancellationToken);

    /// <summary>Gives the room back.</summary>
    public void Leave() => room.Release();

    /// <summary>Returns when the message is queued for everybody who listens, however long that takes.</summary>
    public ValueTask<DispatchResult> DispatchAsync(NatsMessage message, CancellationToken cancellationToken) =>
        patient.DispatchAsync(NatsEvents.Of(message), cancellationToken);

    /// <summary>Has it shown that a message of a pattern was refused for what it is, until nobody listens to that any more.</summary>
    public void ShowRefused(string pattern, string fault) => context.Faults.Set(Refused(pattern), fault);

    /// <summary>Nobody listens to the pattern any more.</summary>
    public void Forget(string pattern) => context.Faults.Clear(Refused(pattern));

    private static string Refused(string pattern) => $"refused: {pattern}";

    public void Dispose() => room.Dispose();
}
