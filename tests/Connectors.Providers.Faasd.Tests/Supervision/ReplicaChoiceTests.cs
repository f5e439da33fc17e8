using Connectors.Providers.Local.Supervision;

namespace Connectors.Providers.Faasd.Tests.Supervision;

/// <summary>Which replicas rest and which come back.</summary>
public sealed class ReplicaChoiceTests
{
    [Fact]
    public void At_zero_so_many_of_the_ready_ones_rest_and_the_others_leave()
    {
        IReplica[] all = [Some("starting"), Some("a", ready: true), Some("b", ready: true), Some("old", ready: true, revision: 1)];
        var choice = ReplicaChoice.Make(all, revision: 2, wanted: 0, resting: 1);
        Assert.Equal("a", Assert.Single(choice.Resting).Id);
        Assert.Equal(["starting", "b", "old"], choice.Leaving.Select(replica => replica.Id));
        Assert.Empty(choice.Serving);
    }

    [Fact]
    public void Who_rests_already_goes_on_resting()
    {
        var choice = ReplicaChoice.Make([Some("a", resting: true)], 2, 0, 1);
        Assert.Equal("a", Assert.Single(choice.Kept).Id);
        Assert.Empty(choice.Leaving);
    }

    [Fact]
    public void Who_rests_comes_before_who_only_starts_and_after_who_is_ready()
    {
        IReplica[] all = [Some("starting"), Some("resting", resting: true), Some("ready", ready: true)];
        Assert.Equal(["ready"], ReplicaChoice.Make(all, 2, 1, 1).Kept.Select(replica => replica.Id));
        Assert.Equal(["resting", "ready"], ReplicaChoice.Make(all, 2, 2, 1).Kept.Select(replica => replica.Id));
    }

    [Fact]
    public void Who_rests_in_an_older_revision_leaves()
    {
        var choice = ReplicaChoice.Make([Some("old", resting: true, revision: 1)], 2, 1, 1);
        Assert.Equal("old", Assert.Single(choice.Leaving).Id);
        Assert.Equal(1, choice.Missing);
    }

    private static Replica Some(string id, bool ready = false, bool resting = false, long revision = 2) => new(id, revision, ready ? new Uri($"http://{id}/") : null, resting);

    private sealed record Replica(string Id, long Revision, Uri? ReadyAddress, bool IsResting) : ILastingReplica
    {
        public string NotReadyReason => "starting";

        public void Start()
        {
        }

        public void RefreshSecret(string name)
        {
        }

        public void Rest()
        {
        }

        public void Wake()
        {
        }

        public Task ReleaseAsync() => Task.CompletedTask;

        public Task StopAsync(TimeSpan delay, bool sweep) => Task.CompletedTask;
    }
}
