using Connectors.Providers.Faasd.Companions;

namespace Connectors.Providers.Faasd.Tests.Companions;

public sealed class StartOrderTests
{
    [Theory]
    [InlineData("a b c", "a b c")]
    [InlineData("a:b b:c c", "c b a")]
    [InlineData("a:c,d b:d c d", "c d a b")]
    [InlineData("a:gone b", "a b")]
    public void Each_starts_after_those_that_it_depends_on_and_otherwise_as_written(string written, string expected)
    {
        var faults = new List<string>();

        var order = StartOrder.Of(Read(written), faults);

        Assert.Empty(faults);
        Assert.Equal(expected, string.Join(' ', order.Select(companion => companion.Name)));
    }

    [Theory]
    [InlineData("a:a", "a -> a depend on each other in a circle")]
    [InlineData("x:a a:b b:c c:a", "a -> b -> c -> a depend on each other in a circle")]
    public void A_circle_is_told_with_all_who_are_in_it(string written, string expected)
    {
        var faults = new List<string>();

        var order = StartOrder.Of(Read(written), faults);

        Assert.Empty(order);
        Assert.StartsWith(expected, Assert.Single(faults), StringComparison.Ordinal);
    }

    private static Companion[] Read(string written) =>
        [.. written.Split(' ').Select(word => word.Split(':')).Select(parts => new Companion { Name = parts[0], Image = "x", DependsOn = parts.Length > 1 ? parts[1].Split(',') : [] })];
}
