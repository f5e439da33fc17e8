using Connectors.Core.Functions;
using Connectors.Worker.Leasing;
using Connectors.Worker.Tests.Fakes;

namespace Connectors.Worker.Tests.Leasing;

public sealed class ReplicaWatchTests : IAsyncDisposable
{
    private static readonly FunctionName Shout = new("shout", "openfaas-fn");

    private readonly WorkerRig rig = new();
    private readonly CancellationTokenSource stop = new();
    private readonly FunctionLimits limits;
    private Task watching = Task.CompletedTask;

    public ReplicaWatchTests() => limits = rig.Get<FunctionLimits>();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching.Soon();
        await rig.DisposeAsync();
        stop.Dispose();
    }

    [Fact]
    public async Task The_limit_of_a_function_that_has_refused_grows_and_shrinks_with_its_replicas()
    {
        Watch(2);
        Refuse(16, new Feedback(Strain.Refused));
        Assert.Equal(8, Limit());
        rig.Catalogue.Scale(Shout, 4);
        await Poll.UntilAsync(() => Limit() == 16);
        rig.Catalogue.Scale(Shout, 1);
        await Poll.UntilAsync(() => Limit() == 4);
    }

    [Fact]
    public async Task What_there_was_before_none_were_counts()
    {
        Watch(4);
        Refuse(16, new Feedback(Strain.Refused));
        rig.Catalogue.Scale(Shout, 0);
        await SettledAsync();
        Assert.Equal(8, Limit());
        rig.Catalogue.Scale(Shout, 2);
        await Poll.UntilAsync(() => Limit() == 4);
    }

    [Fact]
    public async Task The_first_replica_that_comes_ends_the_pause_and_is_announced_to_whoever_leases()
    {
        Watch(0);
        Refuse(1, new Feedback(Strain.Absent, TimeSpan.FromMinutes(5)));
        Assert.Equal(0, limits.Available(Shout));
        var changed = limits.Changes.WaitAsync(limits.Changes.Version, TestContext.Current.CancellationToken);
        rig.Catalogue.Scale(Shout, 1);
        await changed.Soon();
        Assert.Equal(1, limits.Available(Shout));
    }

    [Fact]
    public async Task A_limit_that_has_grown_to_the_top_is_none_any_more()
    {
        Watch(1);
        Refuse(40, new Feedback(Strain.Refused));
        rig.Catalogue.Scale(Shout, 20);
        await Poll.UntilAsync(() => double.IsNaN(Limit()));
    }

    [Fact]
    public async Task A_catalogue_that_could_not_be_read_is_read_again_at_the_next_change()
    {
        Watch(1);
        Refuse(16, new Feedback(Strain.Refused));
        rig.Catalogue.Away = new IOException("gone");
        rig.Catalogue.Scale(Shout, 3);
        await Poll.UntilAsync(() => rig.Catalogue.Refusals == 1);
        rig.Catalogue.Away = null;
        rig.Catalogue.Scale(Shout, 2);
        await Poll.UntilAsync(() => Limit() == 16);
    }

    private void Watch(int replicas)
    {
        rig.Catalogue.Replicas[Shout] = replicas;
        // Reads synchronously until it waits for a change: from here on the test's replicas are known.
        watching = rig.Get<ReplicaWatch>().RunAsync(stop.Token);
    }

    // A function of its own that comes after the change shows that the change was read.
    private async Task SettledAsync()
    {
        var marker = new FunctionName("marker", "openfaas-fn");
        limits.Leave(marker, limits.Enter(marker), new Feedback(Strain.Absent, TimeSpan.FromMinutes(5)));
        rig.Catalogue.Scale(marker, 1);
        await Poll.UntilAsync(() => limits.Available(marker) == 1);
    }

    private void Refuse(int running, Feedback feedback)
    {
        var calls = Enumerable.Range(0, running).Select(_ => limits.Enter(Shout)).ToList();
        limits.Leave(Shout, calls[0], feedback);
        foreach (var call in calls.Skip(1))
            limits.Leave(Shout, call, default);
    }

    private double Limit() => rig.Gauge("queue_worker_function_limit{function_name=\"shout.openfaas-fn\"}");
}
