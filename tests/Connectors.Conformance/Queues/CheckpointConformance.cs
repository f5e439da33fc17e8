using System.Text;

namespace Connectors.Conformance.Queues;

/// <summary>Checkpoints compare before they set.</summary>
public abstract class CheckpointConformance : QueueConformance
{
    private async Task<bool> SetAsync(string key, string value, long version) =>
        await Subject.Checkpoints.TrySetAsync(key, Encoding.UTF8.GetBytes(value), version, Cancellation);

    [Fact]
    public async Task The_first_sets_and_the_next_must_name_the_version_it_replaces()
    {
        Assert.Null(await Subject.Checkpoints.GetAsync("cron/shout", Cancellation));
        Assert.False(await SetAsync("cron/shout", "early", 1));
        Assert.True(await SetAsync("cron/shout", "one", 0));
        Assert.False(await SetAsync("cron/shout", "again", 0));
        var one = (await Subject.Checkpoints.GetAsync("cron/shout", Cancellation))!;
        Assert.True(one.Version >= 1);
        Assert.True(await SetAsync("cron/shout", "", one.Version));
        Assert.False(await SetAsync("cron/shout", "stale", one.Version));
        var two = (await Subject.Checkpoints.GetAsync("cron/shout", Cancellation))!;
        Assert.True(two.Value.IsEmpty);
        Assert.NotEqual(one.Version, two.Version);
    }

    [Fact]
    public async Task Of_many_at_once_one_wins_each_round()
    {
        for (var (round, version) = (0, 0L); round < 5; round++)
        {
            var seen = version;
            var wins = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(() => SetAsync("k", $"{n}", seen))));
            Assert.Single(wins, won => won);
            version = (await Subject.Checkpoints.GetAsync("k", Cancellation))!.Version;
        }
    }

    [Fact]
    public async Task A_checkpoint_outlives_restart_and_crash()
    {
        var key = "mqtt/a b/#é.*>";
        Assert.True(await SetAsync(key, "position 7", 0));
        await Subject.RestartAsync();
        await Subject.CrashAsync();
        var kept = (await Subject.Checkpoints.GetAsync(key, Cancellation))!;
        Assert.Equal("position 7", Encoding.UTF8.GetString(kept.Value.Span));
        Assert.True(await SetAsync(key, "position 8", kept.Version));
    }
}
