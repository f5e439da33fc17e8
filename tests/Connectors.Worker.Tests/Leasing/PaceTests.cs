using Connectors.Worker.Leasing;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Worker.Tests.Leasing;

public sealed class PaceTests
{
    private static readonly Feedback Served = new(Strain.Served);
    private static readonly Feedback Refused = new(Strain.Refused);
    private static readonly Feedback Absent = new(Strain.Absent);

    private readonly FakeTimeProvider time = new();
    private readonly Queue<long> calls = [];
    private readonly Pace pace;
    private long newest;

    public PaceTests() => pace = new(64, time);

    [Fact]
    public void A_refusal_halves_what_ran_once_a_round()
    {
        Begin(40);
        End(Refused);
        Assert.Equal(20, pace.Limit);
        for (var i = 0; i < 5; i++)
            End(Refused);
        Assert.Equal(20, pace.Limit);
    }

    [Fact]
    public void A_round_leaves_no_more_than_were_not_refused()
    {
        Begin(40);
        for (var i = 0; i < 36; i++)
            End(Refused);
        Assert.Equal((4, 0), (pace.Limit, pace.Room(4)));
    }

    [Fact]
    public void It_grows_by_one_after_as_many_successes_as_it_is()
    {
        Begin(10);
        End(Refused);
        EndAll(Served);
        Assert.Equal(5, pace.Limit);
        foreach (var limit in new[] { 5, 6, 7 })
        {
            for (var i = 0; i < limit; i++)
            {
                Assert.Equal(limit, pace.Limit);
                Begin(1);
                End(Served);
            }
            Assert.Equal(limit + 1, pace.Limit);
        }
        Assert.False(pace.IsRecovered);
    }

    [Fact]
    public void It_has_recovered_when_it_is_back_at_the_top_and_grows_no_further()
    {
        Begin(10);
        End(Refused);
        EndAll(Served);
        for (var i = 0; i < 5000; i++)
        {
            Begin(1);
            End(Served);
        }
        Assert.Equal((64, true), (pace.Limit, pace.IsRecovered));
    }

    [Fact]
    public void Answers_that_are_no_success_neither_raise_nor_cut()
    {
        Begin(10);
        End(Refused);
        EndAll(Served);
        for (var i = 0; i < 100; i++)
        {
            Begin(2);
            End(new Feedback(Strain.Answered));
            End(default);
        }
        Assert.Equal(5, pace.Limit);
    }

    [Fact]
    public void Retry_after_is_kept_and_then_one_call_probes()
    {
        Begin(10);
        End(Refused with { RetryAfter = TimeSpan.FromSeconds(30) });
        EndAll(Served);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal((0, 0), (pace.Room(0), pace.Limit));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1, 1), (pace.Room(0), pace.Limit));
        Begin(1);
        Assert.Equal(0, pace.Room(1));
        End(Served);
        Assert.Equal(5, pace.Room(0));
    }

    [Fact]
    public void A_shorter_retry_after_does_not_shorten_a_pause()
    {
        Begin(10);
        End(Refused with { RetryAfter = TimeSpan.FromSeconds(30) });
        End(Refused with { RetryAfter = TimeSpan.FromSeconds(1) });
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(0, pace.Limit);
    }

    [Fact]
    public void Where_everything_is_refused_it_probes_after_pauses_that_grow()
    {
        Begin(20);
        EndAll(Refused);
        foreach (var seconds in new[] { 1, 2, 4, 8, 10, 10 })
        {
            Assert.Equal(seconds, pace.Paused.TotalSeconds);
            Assert.Equal(0, pace.Room(0));
            time.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Equal(1, pace.Room(0));
            Begin(1);
            End(Refused);
        }
        time.Advance(TimeSpan.FromSeconds(10));
        Begin(1);
        End(Served);
        Assert.Equal(2, pace.Room(0));
        Begin(1);
        End(Refused);
        Assert.Equal(1, pace.Paused.TotalSeconds);
    }

    [Fact]
    public void A_probe_that_showed_nothing_is_followed_by_another()
    {
        Begin(1);
        End(Refused);
        time.Advance(TimeSpan.FromSeconds(1));
        Begin(1);
        End(default);
        Assert.Equal(1, pace.Room(0));
    }

    [Fact]
    public void Calls_from_before_the_pause_do_not_speak_for_the_time_after_it()
    {
        Begin(10);
        End(Refused with { RetryAfter = TimeSpan.FromSeconds(5) });
        time.Advance(TimeSpan.FromSeconds(5));
        End(Served);
        Assert.Equal(1, pace.Limit);
    }

    [Theory]
    [InlineData(1, 2, 20)]
    [InlineData(2, 3, 15)]
    [InlineData(10, 11, 11)]
    [InlineData(100, 101, 11)]
    [InlineData(1, 7, 64)]
    [InlineData(4, 2, 5)]
    [InlineData(100, 1, 1)]
    [InlineData(3, 3, 10)]
    public void It_follows_replicas_in_proportion_within_one_and_the_top(int before, int now, int limit)
    {
        Begin(20);
        End(Refused);
        EndAll(Served);
        Assert.Equal(10, pace.Limit);
        pace.Scaled(before, now);
        Assert.Equal((limit, limit == 64), (pace.Limit, pace.IsRecovered));
    }

    [Fact]
    public void A_pause_because_nothing_was_there_ends_with_the_first_replica_and_one_call_probes()
    {
        Begin(4);
        EndAll(Absent);
        Assert.Equal((0, 1), (pace.Limit, pace.Paused.TotalSeconds));
        pace.Arrived();
        Assert.Equal((TimeSpan.Zero, 1), (pace.Paused, pace.Room(0)));
        Begin(1);
        Assert.Equal(0, pace.Room(1));
        End(Absent);
        Assert.Equal(1, pace.Paused.TotalSeconds);
    }

    [Fact]
    public void A_pause_that_the_function_asked_for_outlasts_new_replicas()
    {
        Begin(4);
        End(Refused with { RetryAfter = TimeSpan.FromSeconds(30) });
        End(Absent with { RetryAfter = TimeSpan.FromSeconds(60) });
        pace.Arrived();
        Assert.Equal(30, pace.Paused.TotalSeconds);
    }

    private void Begin(int count)
    {
        for (var i = 0; i < count; i++)
        {
            calls.Enqueue(++newest);
            pace.Entered(newest);
        }
    }

    private void End(Feedback feedback)
    {
        var running = calls.Count;
        pace.Left(calls.Dequeue(), newest, running, feedback);
    }

    private void EndAll(Feedback feedback)
    {
        while (calls.Count > 0)
            End(feedback);
    }
}
