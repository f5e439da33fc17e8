using Connectors.Mqtt.Linking;
using Connectors.Mqtt.Messages;
using Connectors.Mqtt.Subscriptions;
using Connectors.Sdk;
using Connectors.Sdk.Patience;
using Microsoft.Extensions.Logging;

namespace Connectors.Mqtt.Sessions;

/// <summary>One run's session at the server, over all its connections. Not thread-safe.</summary>
internal sealed class Session : IAsyncDisposable
{
    private static readonly TimeSpan LongestRefresh = TimeSpan.FromMinutes(10);
    private readonly MqttSettings settings;
    private readonly IConnectorContext context;
    private readonly PatientDispatch dispatch;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationToken finish;
    private readonly Subscribing subscribing;
    private readonly GroupMembers? members;
    private readonly string server;
    private readonly List<Task> finishing = [];
    private Intake? former;

    public Session(MqttSettings settings, IConnectorContext context, PatientDispatch dispatch, TimeProvider time, ILogger logger, CancellationToken finish)
    {
        (this.settings, this.context, this.dispatch, this.time, this.logger, this.finish) = (settings, context, dispatch, time, logger, finish);
        server = MqttAddress.Of(settings.Url!).Shown;
        subscribing = new Subscribing(settings, context, time, logger);
        if (!string.IsNullOrEmpty(settings.Group) && settings.KeepsSession)
            members = new GroupMembers(context.Checkpoints, settings.Group, settings.UsedClientId, settings.SessionExpiry, time, logger);
    }

    /// <summary>
    /// Returns when some function listens. A connection before that would bring what the session kept to nobody, and it would be gone.
    /// </summary>
    /// <exception cref="OperationCanceledException">Told to stop before that.</exception>
    public async Task WantedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = context.Topics.Changes.Version;
            if (subscribing.IsWanted)
                return;
            await context.Topics.Changes.WaitAsync(seen, cancellationToken);
        }
    }

    /// <summary>Connects, and takes messages until told to stop.</summary>
    /// <param name="connected">Called once the server has let us in.</param>
    /// <param name="stopping">Takes no more messages, and ends in order.</param>
    /// <exception cref="LinkException">There is no connection, or it is over.</exception>
    public async Task ServeAsync(Action connected, CancellationToken stopping)
    {
        var room = new Room(settings.MaxInflight);
        var intake = new Intake(settings, dispatch, context.Faults, room, logger, finish);
        using var link = new MqttLink(room, intake);
        try
        {
            var said = await link.OpenAsync(settings, stopping);
            Log.Connected(logger, server, said.IsSessionPresent);
            if (!string.IsNullOrEmpty(settings.Group) && settings.SpeaksVersion5 && !said.SharedSubscriptionAvailable)
                throw new LinkException("it has no shared subscriptions: leave mqtt.group out, and run one replica");
            await ReplaceFormerAsync(said.IsSessionPresent);
            intake.Open();
            connected();
            await subscribing.BeginAsync(link, said.IsSessionPresent, stopping);
            await FollowAsync(link, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop: what follows is the orderly end.
        }
        finally
        {
            if (stopping.IsCancellationRequested)
                await EndAsync(link, intake);
            await SetAsideAsync(intake);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (former is not null)
            await former.DisposeAsync();
        await Task.WhenAll(finishing);
    }

    // Its messages may still be on their way to the queue, until the next connection shows whether they come again.
    private async Task SetAsideAsync(Intake intake)
    {
        if (former is null)
            former = intake;
        else
            await intake.DisposeAsync();
    }

    // What the connection before has not dispatched yet comes again by this one, if the server kept our session: it must not come twice.
    private async Task ReplaceFormerAsync(bool sessionPresent)
    {
        if (former is null)
            return;
        former.Stop();
        if (sessionPresent)
            await former.GiveUpAsync();
        finishing.RemoveAll(task => task.IsCompletedSuccessfully);
        finishing.Add(former.DisposeAsync().AsTask());
        former = null;
    }

    private async Task FollowAsync(MqttLink link, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var seen = context.Topics.Changes.Version;
            if (members is not null)
                await members.JoinAsync(stopping);
            await subscribing.FollowAsync(link, everything: false, stopping);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            await Task.WhenAny(context.Topics.Changes.WaitAsync(seen, either.Token), Task.Delay(NextLook(), time, either.Token), link.Lost);
            await either.CancelAsync();
            if (link.Lost.IsCompleted && !stopping.IsCancellationRequested)
                throw new LinkException(await link.Lost);
        }
    }

    private TimeSpan NextLook()
    {
        var refresh = settings.SessionExpiry / 4;
        var longest = members is null || refresh > LongestRefresh ? LongestRefresh : refresh;
        return subscribing.FollowAgain is { } again && again < longest ? again : longest;
    }

    private async Task EndAsync(MqttLink link, Intake intake)
    {
        try
        {
            if (members is not null && !link.Lost.IsCompleted && await members.TryLeaveAsync(finish))
                await LeaveGroupAsync(link, intake);
            intake.Stop();
            await intake.IdleAsync().WaitAsync(finish);
        }
        catch (Exception e) when (e is LinkException or OperationCanceledException)
        {
            // The connection is gone, or time is up: what is not acknowledged comes again.
            intake.Stop();
        }
        await intake.DisposeAsync();
        await link.CloseAsync();
    }

    // What the server had dealt out to us already is still ours.
    private async Task LeaveGroupAsync(MqttLink link, Intake intake)
    {
        await subscribing.EndAsync(link, finish);
        do
        {
            await intake.IdleAsync().WaitAsync(finish);
            await link.PingAsync(finish);
        }
        while (!intake.IsIdle);
    }
}
