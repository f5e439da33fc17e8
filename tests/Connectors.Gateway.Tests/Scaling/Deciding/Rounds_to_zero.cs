using Connectors.Gateway.Scaling;

namespace Connectors.Gateway.Tests.Scaling.Deciding;

public sealed class Rounds_to_zero
{
    private static readonly TimeSpan minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Idle_for_long_enough_is_zero_and_stays_there()
    {
        var rig = Rig();
        await rig.AfterAsync(minute, "echo");
        Assert.Equal(2, await rig.AfterAsync(minute, "echo"));
        Assert.Equal(2, await rig.AfterAsync(minute * 2, "echo"));
        Assert.Equal(0, await rig.AfterAsync(minute * 2, "echo"));
        Assert.Equal("no call for 5m0s", rig["echo"].Decision!.Reason);
        rig.Call("echo", 100_000);
        Assert.Equal(0, await rig.AfterAsync(minute, "echo"));
    }

    [Fact]
    public async Task A_call_begins_the_time_anew_however_short()
    {
        var rig = Rig();
        await rig.AfterAsync(minute, "echo");
        await rig.AfterAsync(minute * 4, "echo");
        rig.Call("echo", 1);
        Assert.Equal(2, await rig.AfterAsync(minute * 4, "echo"));
        Assert.Equal(2, await rig.AfterAsync(minute * 4, "echo"));
        Assert.Equal(0, await rig.AfterAsync(minute, "echo"));
    }

    [Fact]
    public async Task A_call_under_way_keeps_it_however_long()
    {
        var rig = Rig();
        using (rig.Traffic.Of(RoundRig.Name("echo")).Begin())
        {
            for (var i = 0; i < 20; i++)
                Assert.Equal(2, await rig.AfterAsync(minute, "echo"));
        }
        await rig.AfterAsync(minute, "echo");
        Assert.Equal(0, await rig.AfterAsync(minute * 5, "echo"));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public async Task A_queued_call_keeps_it(int pending, int running)
    {
        var rig = Rig();
        rig.Queue.Set("echo", pending, running);
        for (var i = 0; i < 20; i++)
            Assert.Equal(2, await rig.AfterAsync(minute, "echo"));
        rig.Queue.Functions.Clear();
        await rig.AfterAsync(minute * 4, "echo");
        Assert.Equal(0, await rig.AfterAsync(minute * 5, "echo"));
    }

    [Fact]
    public async Task A_queue_that_does_not_tell_is_no_empty_queue()
    {
        var rig = Rig();
        rig.Queue.IsAway = true;
        for (var i = 0; i < 20; i++)
            Assert.Equal(2, await rig.AfterAsync(minute, "echo"));
        rig.Queue.IsAway = false;
        await rig.AfterAsync(minute, "echo");
        Assert.Equal(0, await rig.AfterAsync(minute * 5, "echo"));
    }

    [Fact]
    public async Task Where_nobody_would_bring_it_up_again_it_is_not_taken_down()
    {
        var rig = Rig(new ScalingSettings { FromZero = false });
        for (var i = 0; i < 20; i++)
            Assert.Equal(2, await rig.AfterAsync(minute, "echo"));
    }

    [Fact]
    public async Task A_function_that_is_not_scaled_by_load_goes_to_zero_too_and_others_never()
    {
        var rig = Rig();
        rig.Deploy("stays", 2, ("min", "2"), ("max", "2"));
        for (var i = 0; i < 20; i++)
            Assert.Equal(2, await rig.AfterAsync(minute, "stays"));
        Assert.Equal(0, await rig.AfterAsync(minute, "echo"));
    }

    [Fact]
    public async Task What_an_operator_gave_is_kept_and_then_idle_from_there()
    {
        var rig = Rig();
        await rig.AfterAsync(minute, "echo");
        await rig.AfterAsync(minute * 4, "echo");
        rig.Holds.Hold(RoundRig.Name("echo"));
        Assert.Equal(2, await rig.AfterAsync(minute * 4, "echo"));
        Assert.Equal(2, await rig.AfterAsync(minute * 4, "echo"));
        Assert.Equal(0, await rig.AfterAsync(minute * 4, "echo"));
    }

    private static RoundRig Rig(ScalingSettings? settings = null)
    {
        var rig = new RoundRig(settings: settings);
        rig.Deploy("echo", 2, ("zero", "true"), ("zero-duration", "5m"), ("min", "2"), ("max", "2"));
        return rig;
    }
}
