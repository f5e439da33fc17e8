using System.Security.Cryptography;
using System.Threading.Channels;
using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Catalogue;

namespace Connectors.Providers.Local.Supervision;

/// <summary>
/// Keeps one function as it was asked for: so many replicas of its newest revision. Replicas of an older revision serve until the new
/// ones are ready. One loop makes all decisions; it is woken by every wish and by every change of a replica.
/// </summary>
internal sealed class FunctionSupervisor
{
    private readonly SupervisionContext context;
    private readonly ChangeSignal changes;
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly Lock gate = new();
    private Task supervision = Task.CompletedTask;
    private volatile StoredFunction function;
    private volatile FunctionView view;
    private volatile IReplica[] replicas = [];

    public FunctionSupervisor(StoredFunction function, SupervisionContext context, ChangeSignal changes)
    {
        this.function = function;
        this.context = context;
        this.changes = changes;
        Name = function.Name;
        view = FunctionView.Of(function, new FunctionEndpoints([], function.Replicas, ReplicaChoice.Reason(function.Replicas, [])));
    }

    public FunctionName Name { get; }

    /// <summary>What is recorded.</summary>
    public StoredFunction Function => function;

    /// <summary>What callers see.</summary>
    public FunctionView View => view;

    /// <summary>Every replica that is not on its way out.</summary>
    public IReadOnlyList<IReplica> Replicas => replicas;

    /// <param name="adopt">Makes replicas of what an earlier run has left, given what they call when they change; null: there is nothing.</param>
    public void Start(Func<Action, IReadOnlyList<IReplica>>? adopt = null)
    {
        if (adopt is not null)
            Adopt(adopt(Wake));
        supervision = Task.Run(SuperviseAsync);
        Wake();
    }

    /// <summary>A new wish, already recorded.</summary>
    public void Apply(StoredFunction next)
    {
        lock (gate)
        {
            function = next;
            view = FunctionView.Of(next, view.Endpoints with { Wanted = next.Replicas });
        }
        changes.Notify();
        Wake();
    }

    /// <summary>Stops supervising and sends all replicas on their way; returns when they are, not when they have left.</summary>
    public async Task EndAsync(TimeSpan drainDelay, bool sweep)
    {
        wake.Writer.TryComplete();
        await supervision;
        var leaving = replicas;
        replicas = [];
        Publish([], "stopping");
        foreach (var replica in leaving)
            context.Departures.Track(replica.StopAsync(drainDelay, sweep));
    }

    /// <summary>Stops supervising; replicas that can go on without the hub do.</summary>
    public async Task ReleaseAsync()
    {
        wake.Writer.TryComplete();
        await supervision;
        await Task.WhenAll(replicas.OfType<ILastingReplica>().Select(replica => replica.ReleaseAsync()));
    }

    // Who served before serves from the first moment on.
    private void Adopt(IReadOnlyList<IReplica> found)
    {
        replicas = [.. found];
        Publish(ReplicaChoice.Make(found, function.Revision, function.Replicas, 0).Serving, ReplicaChoice.Reason(function.Replicas, found));
        foreach (var replica in found)
            replica.Start();
    }

    private void Wake() => wake.Writer.TryWrite(true);

    private async Task SuperviseAsync()
    {
        await foreach (var _ in wake.Reader.ReadAllAsync())
        {
            try
            {
                Reconcile();
            }
            catch (Exception cause)
            {
                Log.SupervisionFailed(context.Logger, Name, cause);
                await Task.Delay(context.RetryAfter, context.Time, CancellationToken.None);
                Wake();
            }
        }
    }

    private void Reconcile()
    {
        var wish = function;
        var choice = ReplicaChoice.Make(replicas, wish.Revision, wish.Replicas, context.Replicas.Resting(wish));
        var added = new IReplica[choice.Missing];
        for (var i = 0; i < added.Length; i++)
            added[i] = context.Replicas.Create(wish, $"{wish.Name.Name}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}", Wake);
        // Seen by all before anything starts or stops, so that no secret misses a new replica and no request meets one that leaves.
        replicas = [.. choice.Kept, .. added];
        Publish(choice.Serving, ReplicaChoice.Reason(wish.Replicas, replicas));
        foreach (var replica in added)
            replica.Start();
        foreach (var replica in choice.Resting)
            replica.Rest();
        if (wish.Replicas > 0)
        {
            foreach (var replica in choice.Kept.OfType<ILastingReplica>())
                replica.Wake();
        }
        foreach (var replica in choice.Leaving)
            context.Departures.Track(replica.StopAsync(context.DrainDelay, sweep: true));
    }

    private void Publish(IReadOnlyList<Uri> serving, string reason)
    {
        lock (gate)
        {
            var next = new FunctionEndpoints(serving, function.Replicas, serving.Count > 0 ? null : reason);
            var now = view.Endpoints;
            if (now.Wanted == next.Wanted && now.NotReadyReason == next.NotReadyReason && now.Ready.SequenceEqual(next.Ready))
                return;
            view = FunctionView.Of(function, next);
        }
        changes.Notify();
    }
}
