using Connectors.Core.Checkpoints;
using Connectors.Core.Queues;
using Microsoft.Extensions.Logging;

namespace Connectors.Mqtt.Sessions;

/// <summary>
/// Remembers over restarts which filters our session at the server holds: the server goes on sending what an earlier run subscribed to, and
/// does not say what that was. A store that is out of reach costs only that.
/// </summary>
internal sealed class SessionFilters(ICheckpointStore store, string clientId, ILogger logger)
{
    private readonly SharedNote note = new(store, $"mqtt/session/{clientId}");

    public async Task<string[]> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await note.ReadAsync(cancellationToken);
        }
        catch (QueueUnavailableException e)
        {
            Log.NotNoted(logger, e.Message);
            return [];
        }
    }

    public async Task WriteAsync(IEnumerable<string> filters, CancellationToken cancellationToken)
    {
        var sorted = filters.Order(StringComparer.Ordinal).ToArray();
        try
        {
            await note.ChangeAsync(_ => sorted, cancellationToken);
        }
        catch (QueueUnavailableException e)
        {
            Log.NotNoted(logger, e.Message);
        }
    }
}
