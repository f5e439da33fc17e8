using Connectors.Mqtt.Linking;
using Connectors.Mqtt.Sessions;
using Connectors.Sdk;
using Connectors.Sdk.Patience;
using Microsoft.Extensions.Logging;

namespace Connectors.Mqtt;

/// <summary>Messages of an MQTT server as events.</summary>
internal sealed class MqttConnector(MqttSettings settings, TimeProvider time, Random random, ILogger<MqttConnector> logger) : IConnector
{
    public const string ConnectorName = "mqtt";

    // Shorter than the host waits.
    private static readonly TimeSpan Finish = TimeSpan.FromSeconds(8);

    // A connection that lasts less is no recovery: two who take each other's session would do so without end.
    private static readonly TimeSpan Recovered = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    public string Name => ConnectorName;

    public async Task RunAsync(IConnectorContext context, CancellationToken cancellationToken)
    {
        using var finish = new CancellationTokenSource();
        await using var abandon = cancellationToken.Register(() => finish.CancelAfter(Finish));
        var outage = new SourceOutage(context.Faults, "MQTT", MqttAddress.Of(settings.Url!).Shown, logger);
        var pause = new GrowingPause(FirstPause, LongestPause, random);
        await using var session = new Session(settings, context, new PatientDispatch(context, time, random), time, logger, finish.Token);
        var since = default(long?);
        while (!cancellationToken.IsCancellationRequested)
        {
            await session.WantedAsync(cancellationToken);
            try
            {
                await session.ServeAsync(Connected, cancellationToken);
            }
            catch (LinkException e)
            {
                outage.Is(e.Message);
            }
            if (since is { } connected && time.GetElapsedTime(connected) >= Recovered)
                pause.Reset();
            since = null;
            await Task.Delay(pause.Next(), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        void Connected()
        {
            outage.IsOver();
            since = time.GetTimestamp();
        }
    }
}
