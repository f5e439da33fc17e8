using Connectors.Core.Functions;
using Connectors.Core.Queues;

namespace Connectors.Queues.JetStream.Statistics;

/// <inheritdoc cref="IQueueControl"/>
internal sealed class JetStreamQueueControl(JetStreamStore store) : IQueueControl
{
    public ValueTask SetPausedAsync(string queue, FunctionName? function, bool paused, CancellationToken cancellationToken) =>
        store.Board.SetPausedAsync(queue, function, paused, cancellationToken);
}
