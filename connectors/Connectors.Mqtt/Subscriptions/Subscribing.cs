using Connectors.Mqtt.Linking;
using Connectors.Mqtt.Sessions;
using Connectors.Sdk;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Connectors.Mqtt.Subscriptions;

/// <summary>
/// Subscribes to what functions listen to, over all connections of one run. First comes what is new, then goes what nobody wants, so that
/// nothing is missed in between. Not thread-safe.
/// </summary>
internal sealed class Subscribing
{
    // After a restart functions may come back one after another: what an earlier run subscribed to stays until they must all be there.
    private static readonly TimeSpan FormerStay = TimeSpan.FromSeconds(30);
    private readonly MqttSettings settings;
    private readonly IConnectorContext context;
    private readonly SessionFilters session;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly WantedFilters wanted;
    private readonly string prefix;
    private readonly HashSet<string> faulty = [];
    private readonly HashSet<string> told = [];
    private HashSet<string> held = [];
    private string[] former = [];
    private long? connectedFirst;

    public Subscribing(MqttSettings settings, IConnectorContext context, TimeProvider time, ILogger logger)
    {
        (this.settings, this.context, this.time, this.logger) = (settings, context, time, logger);
        session = new SessionFilters(context.Checkpoints, settings.UsedClientId, logger);
        wanted = new WantedFilters(context);
        prefix = string.IsNullOrEmpty(settings.Group) ? "" : $"$share/{settings.Group}/";
    }

    /// <summary>True when some function listens.</summary>
    public bool IsWanted => wanted.Read().Count > 0;

    /// <summary>When to follow again although nothing has changed; null: not needed.</summary>
    public TimeSpan? FollowAgain => former.Length == 0 ? null : FormerStay;

    /// <summary>Everything that the server is believed to hold.</summary>
    public IReadOnlyCollection<string> Held => held;

    /// <summary>A new connection: subscribes to everything, also to what the server should know from before.</summary>
    /// <exception cref="LinkException">The connection is over.</exception>
    public async Task BeginAsync(MqttLink link, bool sessionPresent, CancellationToken cancellationToken)
    {
        if (connectedFirst is null)
        {
            connectedFirst = time.GetTimestamp();
            if (sessionPresent && settings.KeepsSession)
            {
                held = [.. await session.ReadAsync(cancellationToken)];
                former = [.. held.Where(IsOfOurGroup).Select(filter => filter[prefix.Length..])];
            }
        }
        if (!sessionPresent)
            (held, former) = ([], []);
        await FollowAsync(link, everything: true, cancellationToken);
    }

    /// <summary>Subscribes and unsubscribes as functions have come and gone.</summary>
    /// <exception cref="LinkException">The connection is over.</exception>
    public async Task FollowAsync(MqttLink link, bool everything, CancellationToken cancellationToken)
    {
        if (former.Length > 0 && time.GetElapsedTime(connectedFirst!.Value) >= FormerStay)
            former = [];
        var plan = Filters.Disjoint(wanted.Read().Concat(former)).Select(filter => prefix + filter).ToHashSet(StringComparer.Ordinal);
        var (come, go) = (everything ? [.. plan] : plan.Except(held).ToList(), held.Except(plan).ToList());
        if (come.Count + go.Count == 0)
            return;
        await NoteAsync(held.Union(plan), cancellationToken);
        await SubscribeAsync(link, come, cancellationToken);
        await link.UnsubscribeAsync(go, cancellationToken);
        foreach (var filter in go)
        {
            held.Remove(filter);
            told.Remove(filter);
            Log.ListensNoMore(logger, filter);
        }
        foreach (var filter in faulty.Except(plan).ToList())
            Mend(filter);
        await NoteAsync(held, cancellationToken);
    }

    /// <summary>Gives everything up, as somebody who does not come back.</summary>
    /// <exception cref="LinkException">The connection is over.</exception>
    public async Task EndAsync(MqttLink link, CancellationToken cancellationToken)
    {
        await link.UnsubscribeAsync(held, cancellationToken);
        held = [];
        await NoteAsync(held, cancellationToken);
    }

    private async Task SubscribeAsync(MqttLink link, List<string> come, CancellationToken cancellationToken)
    {
        foreach (var answer in await link.SubscribeAsync(come.Select(FilterOf), cancellationToken))
        {
            var filter = answer.TopicFilter.Topic;
            if (answer.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2)
            {
                held.Remove(filter);
                Fail(filter, $"the server refuses the subscription ({answer.ResultCode})");
                continue;
            }
            Mend(filter);
            held.Add(filter);
            if (told.Add(filter))
                Log.Listens(logger, filter);
        }
    }

    private MqttTopicFilter FilterOf(string filter)
    {
        var asked = new MqttTopicFilter { Topic = filter, QualityOfServiceLevel = (MqttQualityOfServiceLevel)settings.Qos };
        if (settings.SpeaksVersion5)
            asked.RetainHandling = settings.Retained == RetainedMessages.Ignore ? MqttRetainHandling.DoNotSendOnSubscribe : MqttRetainHandling.SendAtSubscribeIfNewSubscriptionOnly;
        return asked;
    }

    private void Fail(string filter, string reason)
    {
        context.Faults.Set($"filter {filter}", $"{reason}, so that nothing of it arrives; allow it to the user of mqtt.user, or change the functions' topics");
        if (faulty.Add(filter))
            Log.Refused(logger, filter, reason);
    }

    private void Mend(string filter)
    {
        if (faulty.Remove(filter))
            context.Faults.Clear($"filter {filter}");
    }

    private Task NoteAsync(IEnumerable<string> filters, CancellationToken cancellationToken) =>
        settings.KeepsSession ? session.WriteAsync(filters, cancellationToken) : Task.CompletedTask;

    private bool IsOfOurGroup(string filter) => filter.StartsWith(prefix, StringComparison.Ordinal) && (prefix.Length > 0 || !filter.StartsWith("$share/", StringComparison.Ordinal));
}
