namespace Connectors.Gateway.Invocations;

/// <summary>How one caller's request reaches a replica and the answer comes back; what differs between HTTP callers and workers.</summary>
internal interface IForwarding
{
    /// <summary>Sends the request to a replica; null when the function answered.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    ValueTask<CallFailure?> ForwardAsync(Uri replica, CancellationToken cancellationToken);

    /// <summary>The status the function answered with, once it has.</summary>
    int Status { get; }
}
