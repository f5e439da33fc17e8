using Connectors.Gateway.Scaling.Deciding;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Gateway.Tests.Scaling.Deciding;

public sealed class DownWindowTests
{
    private static readonly TimeSpan minute = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Without_a_window_the_latest_counts()
    {
        var window = new DownWindow(time);
        Assert.Equal(8, window.Hold(2, 8, TimeSpan.Zero));
        Assert.Equal(1, window.Hold(8, 1, TimeSpan.Zero));
    }

    [Fact]
    public void More_is_never_put_off() => Assert.Equal(9, new DownWindow(time).Hold(2, 9, minute));

    [Fact]
    public void Fewer_are_the_highest_of_the_window()
    {
        var window = new DownWindow(time);
        Assert.Equal(8, window.Hold(8, 8, minute));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(8, window.Hold(8, 3, minute));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(8, window.Hold(8, 1, minute));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, window.Hold(8, 2, minute));
        time.Advance(minute + minute);
        Assert.Equal(1, window.Hold(3, 1, minute));
    }

    [Fact]
    public void What_it_finds_was_right_until_the_window_has_passed()
    {
        var window = new DownWindow(time);
        Assert.Equal(5, window.Hold(5, 1, minute));
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(1, window.Hold(5, 1, minute));
    }

    [Fact]
    public void Fewer_are_never_more_than_there_are()
    {
        var window = new DownWindow(time);
        Assert.Equal(9, window.Hold(2, 9, minute));
        // Somebody has taken some away.
        Assert.Equal(4, window.Hold(4, 3, minute));
    }
}
