using Connectors.Nats.Messages;
using Connectors.Sdk;
using Connectors.Sdk.Dispatch;
using Connectors.Sdk.Events;
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

    /// <summary>Says that a message is refused for what it is.</summary>
    public void Refused(string subject, int bytes, EventRefusedException refused) => context.Faults.Set(
        $"{(refused is EventTooLargeException ? "too large" : "refused")} {subject}", $"a message of {bytes} bytes on {subject} was not dispatched: {refused.Message}");

    public void Dispose() => room.Dispose();
}
