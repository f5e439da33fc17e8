using Connectors.Watchdog.Configuration;

namespace Connectors.Watchdog.Tests.Configuration;

public sealed class FunctionModeTests
{
    [Theory]
    [InlineData("classic", WatchdogMode.Classic, WatchdogPersonality.Classic)]
    [InlineData("streaming", WatchdogMode.Streaming, WatchdogPersonality.OfWatchdog)]
    [InlineData("http", WatchdogMode.Http, WatchdogPersonality.OfWatchdog)]
    public void A_name_brings_its_mode_and_its_watchdogs_defaults(string name, WatchdogMode mode, WatchdogPersonality personality)
    {
        foreach (var unnamed in Enum.GetValues<WatchdogPersonality>())
            Assert.Equal(new FunctionMode(mode, personality), FunctionMode.Find(name, unnamed));
    }

    [Theory]
    [InlineData(WatchdogPersonality.Classic, WatchdogMode.Classic)]
    [InlineData(WatchdogPersonality.OfWatchdog, WatchdogMode.Streaming)]
    public void Without_a_name_it_is_the_watchdogs_own(WatchdogPersonality unnamed, WatchdogMode expected)
    {
        Assert.Equal(new FunctionMode(expected, unnamed), FunctionMode.Find(null, unnamed));
        Assert.Equal(new FunctionMode(expected, unnamed), FunctionMode.Find("", unnamed));
    }

    [Theory]
    [InlineData("HTTP")]
    [InlineData("afterburn")]
    [InlineData("inproc")]
    public void Others_are_not_known(string name) => Assert.Null(FunctionMode.Find(name));
}
