using Connectors.Core.Peers;
using Connectors.Core.Queues;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Scaling.Loads.Peers;

/// <summary>Tells other gateways of the calls here whenever they ask. While the exchange is away it tries again each second.</summary>
internal sealed class LoadAnswers(IPeerExchange peers, OwnReport own, TimeProvider time, ILogger<LoadAnswers> logger) : BackgroundService
{
    /// <summary>The kind of the question.</summary>
    public const string Question = "load";

    private static readonly TimeSpan pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await AnswerAsync(stoppingToken);
                await Task.Delay(pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            ScalingLog.Ended(logger);
        }
    }

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await peers.AnswerAsync(Question, own.Messages, cancellationToken);
        }
        catch (QueueUnavailableException away)
        {
            // The queue itself warns of it.
            ScalingLog.PeersAway(logger, away.Message);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            ScalingLog.ReportFailed(logger, exception);
        }
    }
}
