namespace Connectors.Queues.JetStream.Invocations;

/// <summary>The message in the server's hands that a lease stands on: as long as it is renewed, nobody else gets it.</summary>
internal interface ICarrier
{
    /// <summary>Its sequence in the queue's stream.</summary>
    ulong Sequence { get; }

    /// <summary>True when the server hands it out for the first time.</summary>
    bool IsFresh { get; }

    /// <summary>Keeps it for another ack-wait.</summary>
    ValueTask RenewAsync(CancellationToken cancellationToken);

    /// <summary>Gives it out again after a time; confirmed by the server.</summary>
    ValueTask PutOffAsync(TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>It is done and never comes again.</summary>
    /// <param name="confirmed">Wait until the server says so.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask FinishAsync(bool confirmed, CancellationToken cancellationToken);
}
