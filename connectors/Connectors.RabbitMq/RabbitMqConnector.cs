using Connectors.RabbitMq.Linking;
using Connectors.RabbitMq.Queues;
using Connectors.Sdk;
using Connectors.Sdk.Patience;
using Microsoft.Extensions.Logging;

namespace Connectors.RabbitMq;

/// <summary>Messages of RabbitMQ's queues as events. Any number of replicas share them.</summary>
internal sealed class RabbitMqConnector(RabbitMqSettings settings, TimeProvider time, Random random, ILogger<RabbitMqConnector> logger) : IConnector
{
    public const string ConnectorName = "rabbitmq";

    // Shorter than the host waits.
    private static readonly TimeSpan Finish = TimeSpan.FromSeconds(8);

    // A connection that lasts less is no recovery: the next wait is longer still.
    private static readonly TimeSpan Recovered = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // How soon a queue that was declared later is noticed.
    private static readonly TimeSpan LookForQueues = TimeSpan.FromSeconds(2);

    public string Name => ConnectorName;

    public async Task RunAsync(IConnectorContext context, CancellationToken cancellationToken)
    {
        using var finish = new CancellationTokenSource();
        await using var abandon = cancellationToken.Register(() => finish.CancelAfter(Finish));
        var outage = new SourceOutage(context.Faults, "RabbitMQ", RabbitMqAddress.Of(settings.Url!).Shown, logger);
        var pause = new GrowingPause(FirstPause, LongestPause, random);
        var intake = new Intake(settings, new PatientDispatch(context, time, random), context.Faults, logger, finish.Token);
        while (!cancellationToken.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            try
            {
                await using var link = await RabbitMqLink.OpenAsync(settings, cancellationToken);
                outage.IsOver();
                await ListenAsync(link, intake, context, cancellationToken);
            }
            catch (LinkException e)
            {
                outage.Is(e.Message);
            }
            if (time.GetElapsedTime(began) >= Recovered)
                pause.Reset();
            await Task.Delay(pause.Next(), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(RabbitMqLink link, Intake intake, IConnectorContext context, CancellationToken cancellationToken)
    {
        await using var listening = new Listening(link, intake, settings, context, logger);
        while (!cancellationToken.IsCancellationRequested)
        {
            var seen = context.Topics.Changes.Version;
            await listening.FollowAsync([.. context.Patterns.Select(pattern => pattern.Text)], cancellationToken);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var look = Task.Delay(LookForQueues * (0.5 + random.NextDouble()), time, either.Token);
            await Task.WhenAny(context.Topics.Changes.WaitAsync(seen, either.Token), look, link.Lost);
            await either.CancelAsync();
            if (link.Lost.IsCompleted)
                throw new LinkException(await link.Lost);
        }
    }
}
