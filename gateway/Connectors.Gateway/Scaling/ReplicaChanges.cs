using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Scaling;

/// <summary>Changes numbers of replicas for the gateway's own reasons: asks the provider, counts and logs. Thread-safe.</summary>
internal sealed class ReplicaChanges(IFunctionScaling scaling, ScalingMetrics metrics, ILogger<ReplicaChanges> logger)
{
    /// <summary>What kept the change from being made, in words for users; null when it was made.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<string?> TryAsync(FunctionName function, int from, int to, string reason, CancellationToken cancellationToken)
    {
        string fault;
        try
        {
            var result = await scaling.ScaleAsync(function, to, cancellationToken);
            if (result.Outcome == ProviderOutcome.Accepted)
            {
                metrics.Changed(function, from, to);
                ScalingLog.Scaled(logger, function, from, to, reason);
                return null;
            }
            fault = result.Reason ?? "the provider refused";
        }
        catch (ProviderUnavailableException away)
        {
            fault = away.Message;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            ScalingLog.ScalingBroke(logger, function, to, exception);
            metrics.Failed(function);
            return $"the provider failed to scale it: {exception.Message}";
        }
        ScalingLog.ScalingRefused(logger, function, to, fault);
        metrics.Failed(function);
        return fault;
    }
}
