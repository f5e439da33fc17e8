using Connectors.Core.Functions;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Invocations;

/// <summary>Tells the log where calls go, where that is wanted. Thread-safe.</summary>
internal sealed class ReplicaNotes(GatewaySettings settings, ILogger<ReplicaNotes> logger)
{
    /// <summary>A call is about to be sent to this replica, which is returned.</summary>
    public Uri Of(FunctionName function, Uri replica)
    {
        if (settings.WriteRequestUri)
            Log.CallGoes(logger, function, replica);
        return replica;
    }
}
