using Connectors.Providers.Faasd.Specs;

namespace Connectors.Providers.Faasd.Tests.Specs;

public sealed class ContainerVariablesTests
{
    [Fact]
    public void A_wish_wins_over_the_image_and_no_name_stands_twice() =>
        Assert.Equal(
            ["PATH=/app", "HOSTNAME=shout-1", "mode=http", "level=2"],
            Of(["PATH=/bin", "mode=streaming", "PATH=/app"], ("mode", "http"), ("level", "2")));

    [Fact]
    public void An_image_without_a_path_gets_the_usual_one() =>
        Assert.Equal("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", Of([])[0]);

    [Fact]
    public void Values_may_hold_anything_but_entries_that_no_environment_can_hold_are_left_out() =>
        Assert.Equal(["a=b=c", "line=1\n2"], Of(["a=b=c", "novalue", "=x", "zero=\0", "line=1\n2"])[2..]);

    private static string[] Of(string[] image, params (string Name, string Value)[] wishes) =>
        [.. ContainerVariables.Of(image, wishes.ToDictionary(wish => wish.Name, wish => wish.Value), "shout-1")];
}
