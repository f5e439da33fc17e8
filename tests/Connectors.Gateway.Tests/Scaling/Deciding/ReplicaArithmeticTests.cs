using Connectors.Gateway.Scaling.Deciding;

namespace Connectors.Gateway.Tests.Scaling.Deciding;

public sealed class ReplicaArithmeticTests
{
    [Theory]
    [InlineData(0, 50, 0.9, 1, 20, 1)]
    [InlineData(45, 50, 0.9, 1, 20, 1)]
    [InlineData(45.1, 50, 0.9, 1, 20, 2)]
    [InlineData(90, 50, 0.9, 1, 20, 2)]
    [InlineData(100, 50, 1, 1, 20, 2)]
    [InlineData(101, 50, 1, 1, 20, 3)]
    [InlineData(0.3, 0.1, 1, 1, 20, 3)]
    [InlineData(900, 50, 0.9, 1, 20, 20)]
    [InlineData(1e300, 1e-300, 0.9, 1, 20, 20)]
    [InlineData(1e12, 1, 1, 1, int.MaxValue, int.MaxValue)]
    [InlineData(10, 50, 0.9, 3, 20, 3)]
    [InlineData(500, 50, 0.9, 4, 4, 4)]
    [InlineData(2500, 1000, 0.5, 1, 20, 5)]
    public void A_load_asks_for_replicas(double load, double target, double proportion, int min, int max, int expected) =>
        Assert.Equal(expected, ReplicaArithmetic.Desired(load, target, proportion, min, max));

    [Theory]
    [InlineData(1, 20, 20, 5)]
    [InlineData(18, 20, 20, 20)]
    [InlineData(20, 20, 20, 20)]
    [InlineData(1, 5, 25, 3)]
    [InlineData(1, 15, 100, 15)]
    [InlineData(1, 10, 1, 2)]
    [InlineData(30, 20, 20, 20)]
    [InlineData(1, int.MaxValue, 100, int.MaxValue)]
    public void An_alert_adds_a_part_of_the_most(int current, int max, int factor, int expected) =>
        Assert.Equal(expected, ReplicaArithmetic.Raised(current, max, factor));
}
