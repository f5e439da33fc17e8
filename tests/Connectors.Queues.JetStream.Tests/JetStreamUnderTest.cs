using Connectors.Conformance.Queues;
using Connectors.Core.Checkpoints;
using Connectors.Core.Queues;
using Connectors.Core.Units;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Callbacks;
using Connectors.Queues.JetStream.Checkpoints;
using Connectors.Queues.JetStream.DeadLetters;
using Connectors.Queues.JetStream.Invocations;
using Connectors.Queues.JetStream.Records;
using Connectors.Queues.JetStream.Statistics;
using Connectors.TestServers.Nats;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Queues.JetStream.Tests;

/// <summary>
/// The queue on a nats-server of its own. A crash breaks the connection off in the middle of whatever goes on, as kill -9 does, and then
/// waits until the server has noticed: that is what the ack-wait is for, and it is short here.
/// </summary>
internal sealed class JetStreamUnderTest : IQueueUnderTest
{
    private static readonly TimeSpan LongestAckWait = TimeSpan.FromSeconds(1);

    private readonly QueueSettings settings;
    private readonly JetStreamQueueSettings own;
    private StepGate gate = new();

    private JetStreamUnderTest(NatsServer server, QueueTestOptions options, ConsumerMode mode)
    {
        Server = server;
        own = new JetStreamQueueSettings { Consumers = mode };
        settings = new QueueSettings
        {
            AckWait = options.LeaseTime < LongestAckWait ? options.LeaseTime : LongestAckWait,
            DedupWindow = options.DedupWindow,
            ResultRetention = options.ResultRetention,
            ResultMaxBytes = new ByteSize(options.ResultMaxBytes),
            InlineLimit = new ByteSize(options.InlineLimit),
            SweepInterval = TimeSpan.FromMilliseconds(200),
        };
    }

    public NatsServer Server { get; }

    public JetStreamStore Store { get; private set; } = null!;

    public IInvocationQueue Queue { get; private set; } = null!;

    public IInvocationRecords Records => new JetStreamInvocationRecords(Store);

    public ICallbackQueue Callbacks => new JetStreamCallbackQueue(Store);

    public IDeadLetters DeadLetters => new JetStreamDeadLetters(Store);

    public IQueueStatistics Statistics => new JetStreamQueueStatistics(Store);

    public IQueueControl Control => new JetStreamQueueControl(Store);

    public ICheckpointStore Checkpoints => new JetStreamCheckpointStore(Store);

    public QueueFeatures Features => QueueFeatures.All;

    public IReadOnlyList<string> CrashPoints { get; } =
    [
        "body stored", "key remembered", "line joined", "message stored", "about to lease", "lease recorded", "result stored", "end recorded",
        "callback stored", "acknowledged", "callback leased", "callback end recorded",
    ];

    public static async ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options, ConsumerMode mode = ConsumerMode.Function)
    {
        var subject = new JetStreamUnderTest(await NatsServer.StartAsync(), options, mode);
        await subject.OpenAsync();
        return subject;
    }

    public async Task RestartAsync()
    {
        await Store.DisposeAsync();
        await OpenAsync();
    }

    public async Task CrashAsync()
    {
        await Store.Link.Connection.DisposeAsync();
        await Store.DisposeAsync();
        gate.LetGo();
        gate = new StepGate();
        await Task.Delay(settings.AckWait * 2 + TimeSpan.FromMilliseconds(150), TimeProvider.System);
        await OpenAsync();
    }

    public Task HaltAt(string crashPoint) => gate.HaltAt(crashPoint);

    public async ValueTask DisposeAsync()
    {
        gate.LetGo();
        await Store.DisposeAsync();
        await Server.DisposeAsync();
    }

    private async Task OpenAsync()
    {
        ILogger logger = Environment.GetEnvironmentVariable("CONNECTORS_TEST_LOG") is null
            ? NullLogger.Instance
            : new LineLogger();
        var steps = gate;
        Store = await JetStreamStore.OpenAsync(own, settings, LinkOptions.Of(Server.Url, own), TimeProvider.System, logger, steps.ReachedAsync);
        Queue = new SettledQueue(new JetStreamInvocationQueue(Store));
    }
}
